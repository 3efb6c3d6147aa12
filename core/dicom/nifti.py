"""One CT volume in one file (NIfTI, NRRD, MetaImage): converted to LPS and checked for HU."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from nibabel.orientations import (
    OrientationError,
    apply_orientation,
    axcodes2ornt,
    inv_ornt_aff,
    io_orientation,
    ornt_transform,
)

from core.dicom import sentences
from core.dicom.candidates import SeriesCandidate
from core.dicom.frames import MAX_COORDINATE_MM, plausible_length_mm
from core.dicom.geometry import AXIAL_COSINE, TILT_DEGREES
from core.dicom.items import FileItem, Item, MemoryItem
from core.dicom.limits import Limits
from core.dicom.metaimage import is_metaimage, read_metaimage
from core.dicom.nifti_file import is_nifti, read_nifti_file
from core.dicom.nrrd import is_nrrd, read_nrrd
from core.dicom.raw_volume import RawVolume
from core.dicom.set_aside import SetAside
from core.modality import CT
from core.sentence import Sentence
from core.series import Series, SeriesTags

RAS_TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
#: In HU, a body holds fat or air; label maps, MR, PET and scaled images don't go this low.
MAX_DARKEST = -100
#: Fewer distinct values than this are labels, not an image.
MIN_VALUES = 32


@dataclass(frozen=True)
class NiftiVolume:
    """The voxels of a file, along the LPS axes; not yet known to be HU."""

    #: (z, y, x).
    values: np.ndarray
    #: (4, 4): (x, y, z, 1) index -> LPS mm.
    affine_lps: np.ndarray
    warnings: tuple[Sentence, ...]
    #: "NIfTI", "NRRD" or "MetaImage".
    kind: str = "NIfTI"
    #: Label -> name, where the file names what it outlines.
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def directions(self) -> tuple[np.ndarray, np.ndarray]:
        """Unit vectors (3,) along the rows and along the columns."""
        row, column = self.affine_lps[:3, 0], self.affine_lps[:3, 1]
        return row / np.linalg.norm(row), column / np.linalg.norm(column)

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        across = np.cross(*self.directions)
        return (
            float(abs(self.affine_lps[:3, 2] @ across)),
            float(np.linalg.norm(self.affine_lps[:3, 1])),
            float(np.linalg.norm(self.affine_lps[:3, 0])),
        )


def is_volume(name: str, head: bytes) -> bool:
    """Whether the name or the first bytes are those of a volume in one file."""
    return is_nifti(name, head) or is_nrrd(head) or is_metaimage(head)


def nifti_candidate(item: Item, limits: Limits) -> SeriesCandidate:
    """The volume of a file. Raises SetAside if the file is damaged or is not CT in HU."""
    data, limits = whole_file(item, limits)
    return _candidate(item, data, load_volume(data, limits))


def nifti_series(item: Item, limits: Limits, modality: str = CT) -> Series:
    """The volume of a file, unpacked once; `modality` is what the file holds.

    Raises SetAside as `nifti_candidate` does; MR signal may have any scale.
    """
    data, limits = whole_file(item, limits)
    volume = load_volume(data, limits)
    return _series(_candidate(item, data, volume, modality), volume)


def read_nifti(candidate: SeriesCandidate, item: Item, limits: Limits) -> Series:
    """The volume of a candidate, from its file. Raises SetAside if it can no longer be read."""
    data, limits = whole_file(item, limits)
    return _series(candidate, load_volume(data, limits))


def whole_file(item: Item, limits: Limits) -> tuple[bytes, Limits]:
    """The bytes of a file, and limits for what is in them.

    A file in an archive is unpacked before its header is known: room is asked for before, and those
    limits ask for it beside what the volume takes."""
    if isinstance(item, (FileItem, MemoryItem)):
        return item.read(), limits

    def room(nbytes: int) -> None:
        limits.room(item.size + nbytes)

    limits.room(item.size)
    return item.read(), replace(limits, room=room)


def _candidate(item: Item, data: bytes, volume: NiftiVolume, modality: str = CT) -> SeriesCandidate:
    low, high = _ends_of_image(volume.values, volume.kind)
    if modality == CT and (low > MAX_DARKEST or low < -(2**15) or high > 2**16):
        raise SetAside(sentences.nifti.nifti_not_hu(low, high, volume.kind))
    n_slices, rows, columns = volume.values.shape
    return SeriesCandidate(
        uid="nifti-" + hashlib.sha256(data).hexdigest()[:16],
        tags=SeriesTags(series_description=item.name, modality=modality),
        n_slices=n_slices,
        shape=(rows, columns),
        spacing_mm=volume.spacing_mm,
        warnings=volume.warnings,
        _nifti=item,
    )


def _series(candidate: SeriesCandidate, volume: NiftiVolume) -> Series:
    hu = np.ascontiguousarray(_smallest(volume.values))
    indices = np.arange(hu.shape[0])[:, None]
    origins = volume.affine_lps[:3, 3] + indices * volume.affine_lps[:3, 2]
    hu.flags.writeable = origins.flags.writeable = False
    (row_x, row_y, row_z), (column_x, column_y, column_z) = (
        direction.tolist() for direction in volume.directions
    )
    return Series(
        uid=candidate.uid,
        volume=hu,
        spacing_mm=volume.spacing_mm,
        slice_origins_mm=origins,
        row_direction=(row_x, row_y, row_z),
        column_direction=(column_x, column_y, column_z),
        tags=candidate.tags,
        warnings=candidate.warnings,
    )


def load_volume(data: bytes, limits: Limits, *, affine: np.ndarray | None = None) -> NiftiVolume:
    """Unpack a file and permute and flip its axes to LPS.

    Args:
        affine: (4, 4) voxel to RAS mm, used instead of the one in the header.

    Raises SetAside if the file is damaged, or is not an axial volume.
    """
    if is_nrrd(data):
        raw = read_nrrd(data, limits)
    elif is_metaimage(data):
        raw = read_metaimage(data, limits)
    else:
        raw = read_nifti_file(data, limits)
    if affine is not None:
        raw = replace(raw, affine_ras=np.asarray(affine, dtype=np.float64), warnings=())
    _check_affine(raw)
    # To LPS: x increases to the patient's left, y to the back, z to the head.
    try:
        turn = ornt_transform(io_orientation(raw.affine_ras), axcodes2ornt(("L", "P", "S")))
        turned = apply_orientation(raw.values, turn).transpose(2, 1, 0)
    except (OrientationError, ValueError, np.linalg.LinAlgError) as error:
        raise SetAside(sentences.nifti.nifti_impossible_affine(raw.kind)) from error
    affine_lps = RAS_TO_LPS @ raw.affine_ras @ inv_ornt_aff(turn, raw.values.shape)
    volume = NiftiVolume(turned, affine_lps, raw.warnings, raw.kind, raw.names)
    return replace(volume, warnings=(*raw.warnings, *_check_axes(volume)))


def _check_affine(raw: RawVolume) -> None:
    affine = raw.affine_ras
    if affine.shape != (4, 4) or not (np.abs(affine) <= MAX_COORDINATE_MM).all():  # false for NaN
        raise SetAside(sentences.nifti.nifti_impossible_affine(raw.kind))
    sizes = np.linalg.norm(affine[:3, :3], axis=0).tolist()
    flat = abs(np.linalg.det(affine[:3, :3])) < 1e-6 * np.prod(sizes)
    if flat or any(plausible_length_mm(size) is None for size in sizes):
        raise SetAside(sentences.nifti.nifti_impossible_affine(raw.kind))


def _check_axes(volume: NiftiVolume) -> list[Sentence]:
    """Warnings about the axes. Raises SetAside if they are skewed or the slices not axial."""
    row, column = volume.directions
    if abs(row @ column) > 0.02:
        raise SetAside(sentences.nifti.nifti_skewed(volume.kind))
    normal = np.cross(row, column)
    if normal[2] < AXIAL_COSINE:
        raise SetAside(sentences.nifti.nifti_not_axial(volume.kind))
    step = volume.affine_lps[:3, 2]
    shear = float(np.degrees(np.arccos(min(1.0, step @ normal / np.linalg.norm(step)))))
    if shear > TILT_DEGREES:
        return [sentences.series.gantry_tilt_throughout(shear)]
    return []


def _ends_of_image(values: np.ndarray, kind: str) -> tuple[float, float]:
    """(lowest, highest) value. Raises SetAside for what is no image."""
    low, high = float(values.min()), float(values.max())
    if not np.isfinite([low, high]).all():
        raise SetAside(sentences.nifti.nifti_not_numbers(kind))
    # By index: flattening a volume with permuted axes would copy all of it.
    places = np.arange(0, values.size, max(1, values.size // 100_000))
    some = values[np.unravel_index(places, values.shape)]
    few = len(np.unique(some)) < MIN_VALUES
    if few and low >= 0 and np.array_equal(some, np.rint(some)):
        raise SetAside(sentences.nifti.nifti_labels(kind))
    return low, high


def _smallest(values: np.ndarray) -> np.ndarray:
    """As int16 if that is exact, else as float32."""
    if values.dtype.kind in "iu" and values.min() >= -(2**15) and values.max() < 2**15:
        return values.astype(np.int16)
    return values.astype(np.float32)
