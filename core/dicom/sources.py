"""List the files in the input: folders, files and uploads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.dicom import sentences
from core.dicom.candidates import Exclusion
from core.dicom.items import FileItem, Item, MemoryFile, MemoryItem, display_name
from core.dicom.set_aside import SetAside
from core.dicom.unlinked import UnlinkedPath
from core.errors import InputError

Source = Path | str | MemoryFile

#: In one folder with its subfolders: a thousand long series. The root of a disk holds more.
MAX_FILES = 200_000


def source_name(source: Source) -> str:
    """Base name, for a person."""
    if isinstance(source, MemoryFile):
        return MemoryItem(source).name
    path = Path(source)
    return display_name(path.name or path.resolve().name or str(path))


def list_items(sources: Sequence[Source]) -> tuple[list[Item], list[Exclusion]]:
    """Every file in the sources once, ordered by name, and what is not a file.

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
        # What was checked to be a file, and is a folder or a link to one now, is none.
        is_folder = path.is_dir() and not isinstance(path, UnlinkedPath)
        for found in _files_below(path) if is_folder else [path]:
            if isinstance(found, Exclusion):
                exclusions.append(found)
                continue
            # The same file may be reached twice, if a folder and a file in it are given.
            if len(sources) > 1:
                try:
                    real = os.path.realpath(found)
                except OSError:  # a link into a folder without permission
                    real = os.path.abspath(found)
                if real in seen:
                    continue
                seen.add(real)
            relative_path = found.relative_to(path).as_posix() if found != path else found.name
            try:
                items.append(FileItem(found, relative_path))
            except SetAside as error:
                exclusions.append(Exclusion(display_name(found.name), error.reason))
    return items, exclusions


def _existing(source: Path | str) -> Path:
    if not str(source).strip():
        raise InputError(sentences.files.empty_path())
    try:
        if Path(source).exists():
            return source if isinstance(source, Path) else Path(source)
    except OSError as error:  # too long, or no permission
        name = display_name(Path(source).name)
        raise InputError(sentences.files.path_not_usable(name)) from error
    raise InputError(sentences.files.path_does_not_exist(source_name(source)))


def _files_below(folder: Path) -> list[Path | Exclusion]:
    """Lists all files before the first is opened, so that a whole disk is refused at once."""
    found = list(itertools.islice(_walk(folder), MAX_FILES + 1))
    if len(found) > MAX_FILES:
        raise InputError(sentences.files.too_many_files(source_name(folder), MAX_FILES))
    return found


def _walk(folder: Path) -> Iterator[Path | Exclusion]:
    """Files below `folder`, sorted; links to folders are not followed: they may form loops."""
    # Not recursive: folders can be nested deeper than Python's call stack.
    try:
        waiting = _entries_last_first(folder)
    except OSError:
        yield Exclusion(display_name(folder.name), sentences.files.unreadable_folder())
        return
    while waiting:
        entry = waiting.pop()
        if not entry.is_dir(follow_symlinks=False):
            if entry.is_symlink() and os.path.isdir(entry.path):
                yield Exclusion(display_name(entry.name), sentences.files.link_to_folder())
            else:
                yield Path(entry.path)
            continue
        try:
            waiting += _entries_last_first(entry.path)
        except OSError:
            yield Exclusion(display_name(entry.name), sentences.files.unreadable_folder())


def _entries_last_first(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda entry: entry.name, reverse=True)
