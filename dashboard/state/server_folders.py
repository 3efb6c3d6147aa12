"""The server's folders that people may open series from, and nothing outside them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from core.dicom.items import display_name
from core.dicom.suffixes import ARCHIVE_SUFFIXES, VOLUME_SUFFIXES
from core.dicom.unlinked import UnlinkedPath
from core.errors import InputError
from core.operator_files import named_path
from dashboard.state import sentences

#: Folders of the server that people may open from, separated as in PATH.
FOLDERS_VARIABLE = "LIVERLENS_DATA_DIRS"


def listed() -> list[Path]:
    """The folders that the operator lists in `LIVERLENS_DATA_DIRS`, links resolved."""
    found = []
    for told in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep):
        # The home of nobody is no folder, as one that isn't there.
        with suppress(InputError):
            path = named_path(told, FOLDERS_VARIABLE, InputError)
            if told.strip() and path.is_dir():
                found.append(path.resolve())
    return found


def is_confined(path: Path) -> bool:
    """Whether `path`, with all links resolved, lies in one of the listed folders."""
    return _confined(path) is not None


def _confined(path: Path) -> UnlinkedPath | None:
    """Where `path` leads, if that lies in one of the listed folders; whoever opens it follows no
    link that has come since."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no path at all
        return None
    inside = any(real.is_relative_to(folder) for folder in listed())
    return UnlinkedPath(real) if inside else None


def subfolders(folder: Path) -> list[Path]:
    """The folders and archives in `folder` that can be entered or opened, by name."""
    if not is_confined(folder):
        return []
    suffixes = (*ARCHIVE_SUFFIXES, *VOLUME_SUFFIXES)
    return sorted(
        p
        for p in folder.iterdir()
        if not p.name.startswith(".")
        and (p.is_dir() or p.name.lower().endswith(suffixes))
        and is_confined(p)
    )


def files_in(path: Path) -> list[UnlinkedPath]:
    """Every file under `path`, links resolved, except those that lead out of the listed folders.

    Raises:
        InputError: `path` itself is outside them, is missing, or holds no file.
    """
    real = _confined(path)
    if real is None:
        raise InputError(sentences.not_in_an_offered_folder(display_name(path.name)))
    try:
        if real.is_file():
            return [real]
        found = [_confined(p) for p in files_below(real) if p.is_file()]
        files = [p for p in found if p is not None]
    except OSError as error:  # too long a name, or no permission
        raise InputError(sentences.cannot_open_path(display_name(path.name))) from error
    if not files:
        raise InputError(sentences.no_files_in_folder(path.name))
    return files


def files_below(folder: Path) -> list[Path]:
    """Everything in `folder` and its folders, sorted; links to folders are not followed."""
    # Not `rglob` or `os.walk`, which recurse into each folder: they may be nested by thousands.
    found, waiting = [], [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    found.append(Path(entry.path))
    return sorted(found)
