"""A DICOMDIR: the files it lists, and which of them are missing (PS3.10, PS3.3 F)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from core.dicom import sentences
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import FileItem, Item
from core.dicom.set_aside import SetAside


def listed_files(item: Item, header: Header) -> list[PurePosixPath]:
    """Relative paths of the files that the DICOMDIR `item` lists. Raises SetAside if damaged."""
    dataset = parse_dataset(item, header.raw)
    try:
        with quiet_pydicom():
            ids = [
                record.get("ReferencedFileID")
                for record in dataset.get("DirectoryRecordSequence") or []
            ]
    except PYDICOM_ERRORS as error:
        raise SetAside(sentences.files.damaged_dicomdir()) from error
    parts = [[file_id] if isinstance(file_id, str) else list(file_id) for file_id in ids if file_id]
    return [PurePosixPath(*map(str, part)) for part in parts if _is_inside(part)]


def files_on_disk(item: FileItem, listed: Collection[PurePosixPath]) -> list[Path]:
    """The listed files that are there, beside the DICOMDIR on disk."""
    found = (_on_disk(item.path.parent, path) for path in listed)
    return [path for path in found if path is not None]


def missing(
    item: Item, listed: Collection[PurePosixPath], paths: Collection[str]
) -> list[PurePosixPath]:
    """The listed files that are neither on disk nor among `paths`.

    `paths` are those of `Item.relative_path` in lower case; uploads may have lost their folders.
    """
    if isinstance(item, FileItem):
        return [path for path in listed if _on_disk(item.path.parent, path) is None]
    folder = PurePosixPath(item.relative_path).parent
    names = {PurePosixPath(path).name for path in paths}
    flat = not any("/" in path for path in paths)
    return [
        path
        for path in listed
        if str(folder / path).lower() not in paths and not (flat and path.name.lower() in names)
    ]


def _is_inside(parts: Sequence[object]) -> bool:
    return all(
        isinstance(part, str) and part not in ("", "..", "/") and not set("/\\\0") & set(part)
        for part in parts
    )


def _on_disk(folder: Path, path: PurePosixPath) -> Path | None:
    """The file, also if a CD's upper-case names were copied in lower case."""
    for candidate in (path, PurePosixPath(str(path).lower())):
        try:
            real = (folder / candidate).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):  # missing, a loop of links, or not a valid name
            continue
        # A DICOMDIR lists files of its own disc: a link must not lead elsewhere.
        if real.is_file() and real.is_relative_to(folder.resolve()):
            return folder / candidate
    return None
