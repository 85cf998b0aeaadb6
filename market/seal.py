"""How the truth is kept from the loop: encrypted with a key that lies elsewhere.

It keeps the truth out of files that the loop, its database roles and its processes could stumble over: nothing on disk
is readable without the key. It does not stop a program of the same user that fetches the key on purpose; for that, run
the market as another user, with `MARKET_HOME` and `MARKET_KEY` in folders of its own. Nor does it hide a seed that
somebody chose: who knows family and seed can build the same world again.
"""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from market.errors import MarketError


def key_path() -> Path:
    """Return where the key is: `$MARKET_KEY`, else `~/.config/mixloop-market/key`."""
    return Path(os.environ.get("MARKET_KEY") or Path.home() / ".config" / "mixloop-market" / "key")


def key(*, make: bool) -> bytes:
    """Return the key; with `make`, draw one where there is none yet."""
    path = key_path()
    if not path.exists():
        if not make:
            raise MarketError(f"no key at {path}; set MARKET_KEY to the key file that this market was made with")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, Fernet.generate_key())
    if path.stat().st_mode & 0o077:
        raise MarketError(f"the key {path} can be read by others; run: chmod 600 {path}")
    return path.read_bytes()


def sealed(content: bytes, secret: bytes) -> bytes:
    """Return `content` encrypted."""
    return Fernet(secret).encrypt(content)


def opened(path: Path, secret: bytes) -> bytes:
    """Return what was sealed in the file at `path`."""
    try:
        return Fernet(secret).decrypt(path.read_bytes())
    except (InvalidToken, ValueError):
        raise MarketError(
            f"{path} was not sealed with the key {key_path()}; set MARKET_KEY to the one it was"
        ) from None


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
