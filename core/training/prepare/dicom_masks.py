"""Masks as one DICOM file per slice (any value above 0 belongs), matched to the CT by file name."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pydicom
from pydicom.uid import CTImageStorage

from core.dicom import MemoryFile, discover, read_series
from core.dicom import sentences as dicom_sentences
from core.dicom.headers import HEAD_BYTES, PYDICOM_ERRORS, quiet_pydicom
from core.dicom.items import FileItem, Item
from core.dicom.limits import DEFAULT_LIMITS
from core.dicom.packed import contents
from core.dicom.set_aside import SetAside
from core.dicom.sources import list_items
from core.errors import InputError, NoSeriesError, TrainingDataError
from core.series import Series
from core.training.prepare import sentences


@dataclass(frozen=True, eq=False)
class CtSlices:
    """A CT whose slices are known by the names of their files."""

    series: Series
    #: Name of the file of each slice without `.dcm`, the most inferior first.
    names: tuple[str, ...]


def read_ct(source: Path) -> CtSlices:
    """The longest series in a folder or zip.

    Raises:
        InputError: no CT there, or a slice of it can't be read.
    """
    try:
        candidates = discover([source]).candidates
    except NoSeriesError:
        # Research exports have been seen to call CT something else; the layout says that it is CT.
        candidates = discover(_called_ct(source)).candidates
    chosen = max(candidates, key=lambda one: one.n_slices)
    series = read_series(chosen)
    if series.n_slices < chosen.n_slices:
        raise InputError(
            sentences.scans.slices_unreadable(
                source.name, chosen.n_slices - series.n_slices, chosen.n_slices
            )
        )
    return CtSlices(series, tuple(_stem(name) for name in chosen.file_names))


def mask_folders(source: Path) -> dict[str, list[Item]]:
    """{structure: its files} of a folder or zip; a structure is the folder right above a file.

    Raises:
        TrainingDataError: the zip can't be opened.
    """
    found: dict[str, list[Item]] = defaultdict(list)
    for item in _items(source):
        folder = PurePosixPath(item.relative_path).parent.name
        if folder and not item.name.startswith("."):
            found[folder].append(item)
    return dict(found)


def read_mask(name: str, items: list[Item], ct: CtSlices) -> np.ndarray:
    """(z, y, x) bool on the CT's voxels.

    Args:
        name: the structure's, for messages.

    Raises:
        TrainingDataError: a slice is missing, or has another size or no partner in the CT.
        InputError: a file can't be read.
    """
    by_name = {_stem(item.name): item for item in items}
    for one, other, what in (
        (by_name.keys(), set(ct.names), "that the CT lacks"),
        (set(ct.names), by_name.keys(), "missing"),
    ):
        odd = sorted(one - other)
        if odd:
            raise TrainingDataError(
                sentences.scans.mask_slices_do_not_match(name, odd[0], len(odd), what)
            )
    n_slices, rows, columns = ct.series.volume.shape
    mask = np.zeros((n_slices, rows, columns), dtype=bool)
    for index, slice_name in enumerate(ct.names):
        pixels = _pixels(name, by_name[slice_name])
        if pixels.shape != (rows, columns):
            raise TrainingDataError(
                sentences.scans.mask_size_differs(
                    name, slice_name, pixels.shape[-1], pixels.shape[0], columns, rows
                )
            )
        mask[index] = pixels > 0
    return mask


def _pixels(structure: str, item: Item) -> np.ndarray:
    try:
        with quiet_pydicom():
            return pydicom.dcmread(io.BytesIO(item.read()), force=True).pixel_array
    except (SetAside, *PYDICOM_ERRORS) as error:
        raise InputError(sentences.scans.mask_unreadable(structure, item.name)) from error


def _items(source: Path) -> list[Item]:
    try:
        if source.is_dir():
            return list_items([source])[0]
        item = FileItem(source)
        members = contents(item, item.head(HEAD_BYTES), DEFAULT_LIMITS)
        if members is None:
            raise TrainingDataError(sentences.scans.not_a_zip(source.name))
        return members
    except SetAside as error:
        raise TrainingDataError(
            dicom_sentences.files.named_reason(error.reason, source.name)
        ) from error


def _called_ct(source: Path) -> list[MemoryFile]:
    """The DICOM images of `source` in memory, with a header that calls them CT.

    Raises:
        InputError: none of the files is a DICOM image.
    """
    files = []
    for item in _items(source):
        try:
            with quiet_pydicom():
                dataset = pydicom.dcmread(io.BytesIO(item.read()), force=True)
                if "PixelData" not in dataset:
                    continue
                dataset.Modality, dataset.SOPClassUID = "CT", CTImageStorage
                out = io.BytesIO()
                dataset.save_as(out)
        except (SetAside, *PYDICOM_ERRORS):
            continue
        files.append(MemoryFile(item.name, out.getvalue()))
    if not files:
        raise InputError(sentences.scans.no_dicom_images(source.name))
    return files


def _stem(name: str) -> str:
    return name[: -len(".dcm")] if name.lower().endswith(".dcm") else name
