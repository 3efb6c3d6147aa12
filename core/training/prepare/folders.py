"""Looking round in a folder without following links or tripping over hidden files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

#: Data sets lie no deeper than this below the folder that is named.
DEEPEST = 6


def folders_below(root: Path) -> list[Path]:
    """`root` and the folders in it, in the order of their names; hidden ones left out."""
    return [folder for folder, _ in _walk(root)]


def files_below(root: Path) -> Iterator[Path]:
    """Files in `root` and its folders, in the order of their names; hidden ones left out.

    Archives made on a Mac bring a `._NAME` for every NAME, which is no copy of it.
    """
    for folder, names in _walk(root):
        yield from (folder / name for name in names)


def visible_files(folder: Path) -> list[Path]:
    """Files right in `folder`, in the order of their names."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not _is_hidden(p.name))


def _walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    for place, folders, names in os.walk(root):
        deep = len(Path(place).relative_to(root).parts)
        folders[:] = sorted(n for n in folders if not _is_hidden(n)) if deep < DEEPEST else []
        yield Path(place), sorted(name for name in names if not _is_hidden(name))


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"
