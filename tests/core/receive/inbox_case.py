"""An inbox in a test, what is put into it and what lies there."""

from pathlib import Path

from core.pacs.instance import read_instance
from core.receive import Inbox, ReceiveSettings
from core.receive.ours import LOCK, MARKER

#: As of a series and of a file.
NAME = "0123456789abcdef" * 2


def inbox_settings(folder: Path) -> ReceiveSettings:
    return ReceiveSettings(folder=str(folder / "inbox"), free_bytes=0)


def keep(inbox: Inbox, body: bytes) -> None:
    found = read_instance(body)
    assert found is not None
    inbox.keep(body, found)


def files(settings: ReceiveSettings) -> list:
    ours = (LOCK, MARKER)
    return [path for path in settings.inbox.rglob("*") if path.is_file() and path.name not in ours]
