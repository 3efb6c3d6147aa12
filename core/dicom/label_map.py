"""Segmentations as volume files, and their codes on the voxel grid of a CT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nibabel
import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.orientations import (
    OrientationError,
    apply_orientation,
    inv_ornt_aff,
    io_orientation,
    ornt_transform,
)

from core.dicom import sentences
from core.dicom.detached import beside_among, with_voxels
from core.dicom.headers import HEAD_BYTES
from core.dicom.items import FileItem, Item, display_name
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.nifti import RAS_TO_LPS, load_volume, nifti_series, whole_file
from core.dicom.nifti_file import NIBABEL_ERRORS, affine_mm
from core.dicom.set_aside import SetAside
from core.errors import InputError
from core.modality import CT
from core.series import Series

#: A segmentation lies on its CT if no corner is off by more than this share of a CT pixel.
CORNER_TOLERANCE_PIXELS = 0.5


@dataclass(frozen=True, eq=False)
class LabelMap:
    """Codes on a grid in the patient frame."""

    #: Base name of the file, for messages.
    name: str
    #: (z, y, x) uint8.
    codes: np.ndarray
    #: (4, 4): (x, y, z, 1) index -> LPS mm.
    affine_lps: np.ndarray
    #: Code -> name, where the file names what it outlines.
    names: Mapping[int, str] = field(default_factory=dict)


def read_nifti_ct(path: Path, *, modality: str = CT) -> Series:
    """The series in one volume file, unpacked once (`load_series` looks first and reads then).

    Args:
        modality: what the file holds, which it does not say itself.

    Raises:
        InputError: missing, damaged, not axial, or, of a CT, not HU.
    """
    try:
        return nifti_series(_item_at(path), DEFAULT_LIMITS, modality)
    except SetAside as error:
        name = display_name(path.name)
        raise InputError(sentences.files.named_reason(error.reason, name)) from error


def read_label_map(path: Path, *, geometry_from: Path | None = None) -> LabelMap:
    """The codes in one volume file.

    Args:
        geometry_from: a NIfTI whose position in the patient is used instead of this file's own.

    Raises:
        InputError: missing, damaged, or not whole numbers from 0 to 255.
    """
    name = display_name(path.name)
    try:
        affine = None if geometry_from is None else _affine_ras(geometry_from)
        item = _item_at(path)
    except SetAside as error:
        raise InputError(sentences.files.named_reason(error.reason, name)) from error
    except NIBABEL_ERRORS as error:
        raise InputError(sentences.masks.ct_position_unreadable(name)) from error
    return label_map_in(item, affine=affine)


def _item_at(path: Path) -> Item:
    """The file, with its voxels where those are in another. Raises SetAside."""
    item = FileItem(path)
    return with_voxels(item, item.head(HEAD_BYTES), beside_among([item]))


def _affine_ras(path: Path) -> np.ndarray:
    """(4, 4) voxel to RAS mm. Raises one of NIBABEL_ERRORS if it can't be read."""
    image = nibabel.load(path)
    if not isinstance(image, nibabel.Nifti1Pair):
        raise ImageFileError("not NIfTI")
    return affine_mm(image)[0]


def label_map_in(
    item: Item, *, affine: np.ndarray | None = None, limits: Limits = DEFAULT_LIMITS
) -> LabelMap:
    """The codes in one volume file, wherever its bytes are.

    Args:
        affine: (4, 4) voxel to RAS mm, used instead of the file's own.

    Raises:
        InputError: damaged, or not whole numbers from 0 to 255.
    """
    try:
        data, limits = whole_file(item, limits)
        volume = load_volume(data, limits, affine=affine)
    except SetAside as error:
        raise InputError(sentences.files.named_reason(error.reason, item.name)) from error
    values = volume.values
    # NaN fails the first comparison, as it should.
    if not (values.min() >= 0 and values.max() <= 255) or not np.array_equal(
        values, np.rint(values)
    ):
        raise InputError(sentences.masks.not_whole_numbers(item.name))
    codes = np.ascontiguousarray(values.astype(np.uint8))
    return LabelMap(item.name, codes, volume.affine_lps, volume.names)


def on_grid_of(labels: LabelMap, series: Series, ct_name: str) -> np.ndarray:
    """The codes on the voxels of the CT: axes permuted and flipped as needed, never interpolated.

    Args:
        ct_name: the CT's name, for messages.

    Returns:
        (z, y, x) uint8, the shape of `series.volume`.

    Raises:
        InputError: the two have different shapes or lie in different places.
    """
    codes, affine = _turned(labels, series)
    if codes.shape != series.volume.shape:
        raise InputError(
            sentences.masks.other_shape(labels.name, codes.shape, ct_name, series.volume.shape)
        )
    apart = _corners_apart_mm(affine, series.affine_lps, codes.shape[::-1])
    if apart > CORNER_TOLERANCE_PIXELS * min(series.spacing_mm):
        raise InputError(sentences.masks.elsewhere(labels.name, ct_name, apart))
    return codes


def lies_on(labels: LabelMap, series: Series) -> bool:
    """Whether `on_grid_of` can lay the codes on the CT.

    Raises:
        InputError: the position of the codes in the patient makes no sense.
    """
    codes, affine = _turned(labels, series)
    if codes.shape != series.volume.shape:
        return False
    apart = _corners_apart_mm(affine, series.affine_lps, codes.shape[::-1])
    return apart <= CORNER_TOLERANCE_PIXELS * min(series.spacing_mm)


def _turned(labels: LabelMap, series: Series) -> tuple[np.ndarray, np.ndarray]:
    """The codes (z, y, x) with their axes along those of the CT, and the (4, 4) affine, LPS mm."""
    voxels = labels.codes.transpose(2, 1, 0)
    try:
        turn = ornt_transform(
            io_orientation(RAS_TO_LPS @ labels.affine_lps), io_orientation(series.affine_ras)
        )
        turned = apply_orientation(voxels, turn)
    except (OrientationError, ValueError) as error:
        raise InputError(sentences.masks.impossible_mask_position(labels.name)) from error
    return turned.transpose(2, 1, 0), labels.affine_lps @ inv_ornt_aff(turn, voxels.shape)


def _corners_apart_mm(one: np.ndarray, other: np.ndarray, shape: tuple[int, ...]) -> float:
    """The largest distance between the two positions of a corner of an (x, y, z) grid."""
    corners = np.array([[*np.ravel(c), 1.0] for c in np.ndindex(2, 2, 2)])
    corners[:, :3] *= np.array(shape) - 1
    return float(np.linalg.norm(((one - other) @ corners.T)[:3], axis=0).max())
