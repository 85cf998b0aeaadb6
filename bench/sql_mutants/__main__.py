"""SQL that is wrong in one place, again and again: how much of it do the tests notice? (`make prove-mutants`)

A seeded sample of all mutants (bench/sql_mutants/edits.py says which mistakes there are) is asked of the tests that can see them, until
the first one fails. A run that was stopped goes on where it was; its answers lie in FOLDER, one for each commit.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from bench.sql_mutants import by_hand, killers, mutants, page
from plugins.house.places import ROOT

SEED = int(os.environ.get("SEED", "20260302"))
SIZE = int(os.environ.get("SIZE", "440"))
JOBS = int(os.environ.get("JOBS", "2"))
COMMIT = subprocess.run(
    ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
).stdout.strip()
FOLDER = Path(os.environ.get("FOLDER") or Path(tempfile.gettempdir()) / f"mixloop-sql-mutants-{COMMIT}")
WANTED = 0.90


class Answers:
    """What is known so far, a line an answer, kept in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        told = [json.loads(line) for line in lines]
        self.known: dict[str, dict[str, Any]] = {one["task"]: one for one in told if one["end"] != "broken"}
        self._lock = threading.Lock()

    def note(self, answer: dict[str, Any]) -> None:
        """Keep one more."""
        with self._lock:
            self.known[answer["task"]] = answer
            with self.path.open("a") as file:
                file.write(json.dumps(answer) + "\n")


def main() -> int:
    """Ask about all mutants of the sample, or those whose ids are arguments, and write the page; 1 if too few are killed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o755)
    every = mutants.mutants_of(ROOT / "dbt_project") + by_hand.mutants_of(ROOT / "dbt_project")
    chosen = [one for one in every if one.id in sys.argv[1:]] or mutants.sample(every, SIZE, SEED)
    answers = Answers(FOLDER / "answers.jsonl")
    _copy(FOLDER / "healthy")
    (FOLDER / "manifests").mkdir(exist_ok=True)
    tasks = [{"task": "healthy unit tests", "tests": []}]
    if not sys.argv[1:]:
        tasks += [{"task": f"healthy {tests[0]}", "tests": tests} for tests in killers.groups()]
    tasks += [{"task": one.id, "mutant": one.id} for one in chosen]
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    for task in tasks:
        if task["task"] not in answers.known:
            waiting.put(task)
    print(f"{len(chosen)} of {len(every)} mutants, {waiting.qsize()} questions left, answers in {FOLDER}", flush=True)
    threads = [threading.Thread(target=_ask, args=(number, waiting, answers)) for number in range(JOBS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ill = [one for one in answers.known.values() if one["end"] == "broken"]
    for one in ill:
        print(f"{one['task']} could not be asked: {one['by']}", file=sys.stderr)
    lost = [task["task"] for task in tasks if task["task"] not in answers.known]
    if ill or lost:
        print(f"{len(ill)} questions are ill, {len(lost)} have no answer: mend it and run again", file=sys.stderr)
        return 1
    if sys.argv[1:]:
        return 0
    rate = page.write(every, chosen, answers.known, SEED)
    return int(rate < WANTED)


def _ask(number: int, waiting: "queue.SimpleQueue[dict[str, Any]]", answers: Answers) -> None:
    """Hand one worker task after task."""
    home = FOLDER / f"worker-{number}"
    _copy(home)
    command = [sys.executable, "-m", "bench.sql_mutants.worker", str(FOLDER), str(number)]
    worker = subprocess.Popen(command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdin and worker.stdout
    while not waiting.empty():
        try:
            task = waiting.get_nowait()
        except queue.Empty:
            break
        print(json.dumps(task), file=worker.stdin, flush=True)
        line = worker.stdout.readline()
        if not line:
            raise RuntimeError(f"worker {number} ended at {task['task']}; its log: {FOLDER / f'worker-{number}.log'}")
        answer = {"task": task["task"], **json.loads(line)}
        answers.note(answer)
        print(
            f"{waiting.qsize():>5} left  {answer['task']}  {answer['end']:<9} {answer['seconds']:>6} s  {answer['by'][:90]}",
            flush=True,
        )
    worker.stdin.close()
    worker.wait()
    shutil.rmtree(home)


def _copy(place: Path) -> None:
    """The project as it stands here, without what git ignores."""
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)


if __name__ == "__main__":
    sys.exit(main())
