"""A volume whose header is one file and whose voxels are another: .mhd with .raw, .nhdr with .raw.

The two together are read like the same volume in one file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from core.dicom import metaimage, nrrd, sentences
from core.dicom.items import FileItem, Item, copy_into, display_name
from core.dicom.packed import UnpackedItem
from core.dicom.set_aside import SetAside

#: Finds a file beside another: (the other, its base name) -> the file, or None.
Beside = Callable[[Item, str], Item | None]


class PairedItem:
    """Header and voxels as if they were one file."""

    def __init__(self, header: Item, start: bytes, voxels: Item) -> None:
        """`start`: what the header says, without the name of the other file."""
        self.container = header.container
        self.name, self.relative_path = header.name, header.relative_path
        self.size = len(start) + voxels.size
        self._start = start
        self.voxels = voxels

    def head(self, length: int) -> bytes:
        rest = length - len(self._start)
        return self._start[:length] + (self.voxels.head(rest) if rest > 0 else b"")

    def read(self) -> bytes:
        return self._start + self.voxels.read()

    def read_into(self, offset: int, out: memoryview) -> int:
        return copy_into(self.read(), offset, out)


def with_voxels(item: Item, head: bytes, beside: Beside) -> Item:
    """`item`, or it together with the file that holds its voxels.

    Raises SetAside if that file is not beside it, or may not be read.
    """
    if nrrd.is_nrrd(head):
        return _pair(item, nrrd.KIND, nrrd.MAX_HEADER_BYTES, _nrrd_parts, beside)
    if metaimage.is_metaimage(head):
        return _pair(item, metaimage.KIND, metaimage.MAX_HEADER_BYTES, _meta_parts, beside)
    return item


def beside_among(items: Iterable[Item]) -> Beside:
    """Looks on disk for files there, and among `items` for uploads and members of archives."""
    known = {(id(one.container), one.relative_path): one for one in items}

    def beside(item: Item, name: str) -> Item | None:
        if isinstance(item, FileItem):
            return _on_disk(item.path.parent, name)
        path = PurePosixPath(item.relative_path).parent / name
        return known.get((id(item.container), str(path)))

    return beside


def same_file(item: Item) -> object:
    """Equal for two items of one file."""
    if isinstance(item, UnpackedItem):
        return same_file(item.packed)
    if isinstance(item, FileItem):
        return os.path.abspath(item.path)
    return id(item.container), item.relative_path


def _pair(
    item: Item,
    kind: str,
    longest: int,
    parts: Callable[[bytes], tuple[bytes, str]],
    beside: Beside,
) -> Item:
    try:
        start, name = parts(item.head(longest))
    except (KeyError, ValueError) as error:
        raise SetAside(sentences.nifti.damaged_nifti(kind)) from error
    if not name:
        return item
    name = name.removeprefix("./")
    # A header must not make this machine read what it was not given.
    outside = len(PurePosixPath(name.replace("\\", "/")).parts) != 1 or name == ".." or ":" in name
    if outside or "%" in name or (" " in name and name.split()[0] == "LIST") or name == "LIST":
        raise SetAside(sentences.nifti.voxels_outside(kind))
    voxels = beside(item, name)
    if voxels is None:
        raise SetAside(sentences.nifti.voxels_missing(kind, display_name(name)))
    return PairedItem(item, start, voxels)


def _meta_parts(head: bytes) -> tuple[bytes, str]:
    """(the header for voxels that follow it, the name of the file with the voxels or "")."""
    fields, start = metaimage.header_of(head)
    name = fields.pop("ElementDataFile")
    if name.upper() == metaimage.LOCAL:
        return head[:start], ""
    lines = [f"{key} = {value}" for key, value in fields.items()]
    return "\n".join([*lines, f"ElementDataFile = {metaimage.LOCAL}", ""]).encode(), name


def _nrrd_parts(head: bytes) -> tuple[bytes, str]:
    fields, keys, start = nrrd.header_of(head)
    name = fields.pop("data file", "") or fields.pop("datafile", "")
    if not name:
        return head[:start], ""
    lines = [head.split(b"\n", 1)[0].decode("ascii", "replace").strip()]
    lines += [f"{key}: {value}" for key, value in fields.items() if not key.startswith("nrrd000")]
    lines += [f"{key}:={value}" for key, value in keys.items()]
    return "\n".join([*lines, "", ""]).encode(), name


def _on_disk(folder: Path, name: str) -> FileItem | None:
    path = folder / name
    try:
        # As for a DICOMDIR: a link must not lead elsewhere.
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            return None
        return FileItem(path)
    except (OSError, RuntimeError, ValueError, SetAside):
        return None
