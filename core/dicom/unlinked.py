"""Paths that must hold no link when they are opened: between a check of where a path leads and its
opening, somebody who may write there can put a link in its place."""

from __future__ import annotations

import os
from pathlib import Path

#: Windows can't open relative to a folder.
_CAN_WALK = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class UnlinkedPath(type(Path())):  # type: ignore[misc]
    """A path of which all links are resolved. What is made from it (`parent`, `/`) is one too."""


def open_unlinked(path: Path, flags: int) -> int:
    """Like `os.open` of an absolute path; raises OSError where any part of it is a link.

    On Windows links are followed.
    """
    if not _CAN_WALK:
        return os.open(path, flags)
    through = os.O_DIRECTORY | os.O_NOFOLLOW | getattr(os, "O_PATH", os.O_RDONLY)
    folder = os.open(path.anchor, through)
    try:
        for part in path.parts[1:-1]:
            deeper = os.open(part, through, dir_fd=folder)
            os.close(folder)
            folder = deeper
        return os.open(path.name, flags | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
