"""List the files in what a person gave: folders, files, uploads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.dicom.candidates import Exclusion
from core.dicom.items import FileItem, Item, MemoryFile, MemoryItem, display_name
from core.dicom.set_aside import SetAside
from core.errors import InputError

Source = Path | str | MemoryFile

#: In one folder with all below it: a thousand long series. A disk's root holds more.
MOST_FILES = 200_000


def source_name(source: Source) -> str:
    """Base name, for a person."""
    if isinstance(source, MemoryFile):
        return MemoryItem(source).name
    path = Path(source)
    return display_name(path.name or path.resolve().name or str(path))


def list_items(sources: Sequence[Source]) -> tuple[list[Item], list[Exclusion]]:
    """Every file of the sources once, in the order of their names, and what isn't a file.

    Raises InputError for a path that doesn't exist.
    """
    items: list[Item] = []
    exclusions: list[Exclusion] = []
    seen: set[str] = set()
    for source in sources:
        if isinstance(source, MemoryFile):
            items.append(MemoryItem(source))
            continue
        path = _existing(source)
        for found in _files_below(path) if path.is_dir() else [path]:
            if isinstance(found, Exclusion):
                exclusions.append(found)
                continue
            # The same file may be reached twice: a folder and a file in it.
            if len(sources) > 1:
                try:
                    real = os.path.realpath(found)
                except OSError:  # a link in a folder that may not be looked into
                    real = os.path.abspath(found)
                if real in seen:
                    continue
                seen.add(real)
            place = found.relative_to(path).as_posix() if found != path else found.name
            try:
                items.append(FileItem(found, place))
            except SetAside as reason:
                exclusions.append(Exclusion(display_name(found.name), str(reason)))
    return items, exclusions


def _existing(source: Path | str) -> Path:
    if not str(source).strip():
        raise InputError("No path was given: type the path of a folder or a file.")
    try:
        if Path(source).exists():
            return Path(source)
    except OSError as error:  # too long, or no permission
        name = display_name(Path(source).name)
        raise InputError(f"{name} can't be opened: check the path.") from error
    raise InputError(f"{source_name(source)} does not exist: check the path.")


def _files_below(folder: Path) -> list[Path | Exclusion]:
    """All of them are known before the first is looked into: a whole disk is refused at once."""
    found = list(itertools.islice(_walk(folder), MOST_FILES + 1))
    if len(found) > MOST_FILES:
        raise InputError(
            f"{source_name(folder)} holds more than {MOST_FILES} files: "
            "name a folder with fewer in it."
        )
    return found


def _walk(folder: Path) -> Iterator[Path | Exclusion]:
    """Files below `folder`, sorted; folders that are links are not followed: they may be loops."""
    # Not recursive: folders can be nested deeper than Python's functions.
    waiting: list[os.DirEntry | Path] = [folder]
    while waiting:
        entry = waiting.pop()
        if entry is not folder and not entry.is_dir(follow_symlinks=False):
            if entry.is_symlink() and os.path.isdir(entry.path):
                yield Exclusion(display_name(entry.name), "link to a folder, not followed")
            else:
                yield Path(entry.path)
            continue
        try:
            with os.scandir(entry) as found:
                # The last is taken first.
                waiting += sorted(found, key=lambda one: one.name, reverse=True)
        except OSError:
            yield Exclusion(display_name(entry.name), "folder that can't be read")
