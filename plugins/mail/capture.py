"""A mail server for one machine: it keeps each message as a file instead of passing it on.

`python -m plugins.mail.capture --port 10025 --outbox .data/outbox` writes `<plan_id>.eml`, and beside it
`<plan_id>.html`: the HTML part with its pictures inside, to open in any browser. The same plan again, the same files.
"""

import argparse
import asyncio
import base64
import hashlib
import logging
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
LARGEST_BYTES = 32 * 1024 * 1024


class Outbox:
    """What aiosmtpd calls with each message: writes it to a folder.

    Parameters
    ----------
    folder : Path
        Made if it isn't there.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Write the message; it is taken only once both files are on disk."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            kept = keep(content, self.folder)
        except OSError as error:
            log.error("outbox %s: %s", self.folder, error)
            return f"451 outbox can't be written: {error.strerror}"
        log.info("kept %s", kept)
        return "250 kept"


def keep(content: bytes, folder: Path) -> Path:
    """Write one message as `.eml`, and its HTML part as `.html`; returns the `.eml`'s path."""
    message = message_from_bytes(content, policy=default)
    name = file_name(message)
    page = self_contained_html(message)
    if page is not None:
        _write(folder / f"{name}.html", page.encode())
    _write(folder / f"{name}.eml", content)
    return folder / f"{name}.eml"


def file_name(message: EmailMessage) -> str:
    """The plan's id, made safe for a file name; for other mail a digest of its Message-ID."""
    plan_id = str(message["X-Mixloop-Plan"] or "").strip()
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", plan_id).lstrip(".")[:100]
    return safe or f"mail-{hashlib.sha256(str(message['Message-ID']).encode()).hexdigest()[:16]}"


def self_contained_html(message: EmailMessage) -> str | None:
    """The HTML part with each `cid:` picture replaced by its bytes; None if there is no such part."""
    part = message.get_body(("html",))
    if part is None:
        return None
    page = str(part.get_content())
    for picture in _parts(message):
        cid = str(picture["Content-ID"] or "").strip("<> ")
        if cid and picture.get_content_maintype() == "image":
            data = base64.b64encode(picture.get_content()).decode()
            page = page.replace(f"cid:{cid}", f"data:{picture.get_content_type()};base64,{data}")
    return page


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    yield from cast(Iterator[EmailMessage], message.walk())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


async def serve(port: int, outbox: Path) -> None:
    """Keep messages until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    handler = Outbox(outbox)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="mixloop", data_size_limit=LARGEST_BYTES, loop=loop), HOST, port
    )
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    log.info("keeping mail for %s:%s in %s", HOST, server.sockets[0].getsockname()[1], outbox)
    async with server:
        await stop.wait()


def main(arguments: list[str] | None = None) -> int:
    """Entry of `python -m plugins.mail.capture`."""
    parser = argparse.ArgumentParser(prog="python -m plugins.mail.capture", description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, required=True, help=f"port on {HOST}")
    parser.add_argument("--outbox", type=Path, required=True, help="folder for .eml and .html files")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own chatter
    try:
        asyncio.run(serve(options.port, options.outbox))
    except OSError as error:
        print(
            f"mail capture can't listen on {HOST}:{options.port} or write to {options.outbox}: {error.strerror};"
            " choose another --port or --outbox",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
