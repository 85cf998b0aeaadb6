"""Remake the golden heads from a fresh small world: run this file, then look at the diff."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from market.cli import main
from tests.unit.market.test_dialects import GOLDEN, head

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MARKET_KEY"] = f"{folder}/key"
        main(["create", "--world", "small", "--seed", "7", "--history-days", "60", "--home", f"{folder}/home"])
        main(["deliver", "--night", "2026-03-02", "--home", f"{folder}/home", "--landing", f"{folder}/landing"])
        for path in sorted(Path(folder, "landing").glob("*/2026-03-02/*")):
            (GOLDEN / f"{path.parts[-3]}__{path.name}.txt").write_bytes(head(path).encode())
