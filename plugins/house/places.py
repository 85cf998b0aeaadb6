"""Where things lie, and where a setting comes from: the environment first, then the house's secrets file."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data() -> Path:
    """Folder of everything the loop writes: `$MIXLOOP_DATA`, else `.data` beside the code."""
    return Path(os.environ.get("MIXLOOP_DATA") or ROOT / ".data").resolve()


def landing() -> str:
    """Where platforms deliver: `$MIXLOOP_LANDING` (a folder, or an s3:// or sftp:// URL), else `landing` in the data."""
    return os.environ.get("MIXLOOP_LANDING") or str(data() / "landing")


def secrets_file() -> Path:
    """File of generated passwords and keys, mode 600."""
    return data() / "secrets" / "house.env"


def read_env(path: Path) -> dict[str, str]:
    """KEY=VALUE lines of a file; empty if there is no such file."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_env(path: Path, values: dict[str, str]) -> None:
    """Write KEY=VALUE lines, readable by this user only; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key}={value}\n" for key, value in sorted(values.items()))
    draft.replace(path)


def setting(name: str) -> str | None:
    """Value of one setting: from the environment, else from the secrets file."""
    return os.environ.get(name) or read_env(secrets_file()).get(name)


def ui() -> str:
    """Address of Airflow's pages: `MIXLOOP_UI`, where a company reads them under another name, else this machine's port."""
    return (setting("MIXLOOP_UI") or f"http://127.0.0.1:{setting('MIXLOOP_AIRFLOW_PORT') or 8080}").rstrip("/")
