"""What in an inbox is ours, by its name. An operator may name a folder as the inbox that holds the
only copies of somebody's images: those are never to be touched.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SUFFIX = ".dcm"
#: It tells a folder that is an inbox; the lock, of the process that works in it; how many files of
#: a series were queued.
MARKER, LOCK, STATE = ".inbox", ".lock", ".queued.json"
#: A series on its way out.
REMOVED = ".removed-"

#: `core.pacs.uids.name_of`.
_NAME = re.compile(r"[0-9a-f]{32}")
_REMOVED = re.compile(rf"{re.escape(REMOVED)}[0-9a-f]{{16}}")
#: `core.receive.part.Part`.
_HALF = re.compile(r"\.[0-9a-f]{16}\.part")
#: What the app is fetching: a folder by `tempfile` (`core.pacs.FolderTarget`).
_FETCHED = re.compile(r"\.pacs-[0-9a-z_]{8}")
#: The state while it is written (`core.atomic_write`): a folder with one file, and what it was in
#: earlier versions.
_WRITING = re.compile(r"\.liverlens-[0-9a-z_]{8}")
HALF_STATE, _EARLIER_HALF_STATE = "part", f".{STATE}.part"
#: At the root of a file system.
_HARMLESS = "lost+found"


def is_inbox(folder: Path) -> bool:
    """Whether it was taken for one before, is empty, or holds only what inboxes of earlier versions
    do, which had no marker.

    Raises OSError where it can't be read.
    """
    if (folder / MARKER).is_file():
        return True
    return all(
        is_series(path)
        or is_half(path)
        or is_removed(path)
        or is_fetched(path)
        or path.name in (LOCK, _HARMLESS)
        # The app or another receiver has renamed or removed it meanwhile.
        or not os.path.lexists(path)
        for path in folder.iterdir()
    )


def is_series(path: Path) -> bool:
    """Whether it is the folder of a series."""
    return _NAME.fullmatch(path.name) is not None and _is_folder(path)


def is_removed(path: Path) -> bool:
    return _REMOVED.fullmatch(path.name) is not None and _is_folder(path)


def is_fetched(path: Path) -> bool:
    return _FETCHED.fullmatch(path.name) is not None and _is_folder(path)


def is_half(path: Path) -> bool:
    """Whether it is a file that has not come whole."""
    return _HALF.fullmatch(path.name) is not None and path.is_file()


def is_file_name(name: str) -> bool:
    """Whether a file of a series can have it."""
    return name.endswith(SUFFIX) and _NAME.fullmatch(name.removesuffix(SUFFIX)) is not None


def is_in_series(path: Path) -> bool:
    """Whether it is something that we keep in the folder of a series."""
    if _is_folder(path):
        return is_half_state(path)
    return is_file_name(path.name) or path.name in (STATE, _EARLIER_HALF_STATE)


def is_half_state(path: Path) -> bool:
    """Whether it is the folder in which the state was being written."""
    is_named_so = _WRITING.fullmatch(path.name) is not None and _is_folder(path)
    return is_named_so and all(one.name == HALF_STATE for one in path.iterdir())


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
