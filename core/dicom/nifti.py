"""One CT volume in one NIfTI file (.nii, .nii.gz): converted to LPS and checked for HU."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from struct import error as StructError

import nibabel
import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.orientations import (
    OrientationError,
    apply_orientation,
    axcodes2ornt,
    inv_ornt_aff,
    io_orientation,
    ornt_transform,
)
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError

from core.dicom import sentences
from core.dicom.candidates import SeriesCandidate
from core.dicom.frames import MAX_COORDINATE_MM, plausible_length_mm
from core.dicom.geometry import AXIAL_COSINE, TILT_DEGREES
from core.dicom.items import Item
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside
from core.sentence import Sentence
from core.series import Series, SeriesTags

NIBABEL_ERRORS = (
    HeaderDataError,
    ImageFileError,
    EOFError,
    IndexError,
    MemoryError,
    OSError,
    OverflowError,
    StructError,
    TypeError,
    ValueError,
    WrapStructError,
    zlib.error,
)
GZIP_MAGIC = b"\x1f\x8b"
#: Magic -> its offset in the header.
MAGICS = {b"n+1\0": 344, b"n+2\0": 4}
HEADER_BYTES = 1024
#: Extensions lie between header and voxels; DICOM headers stored there have kilobytes.
MAX_OFFSET = 2**26
RAS_TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
#: In HU, a body holds fat or air; label maps, MR, PET and scaled images don't go this low.
MAX_DARKEST = -100
#: Slopes and intercepts that leave the values as they are.
_UNSCALED = ((None, None), (1.0, 0.0))
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


def is_nifti(name: str, head: bytes) -> bool:
    """Whether the name or the first bytes are those of a NIfTI in one file."""
    if name.lower().endswith((".nii", ".nii.gz")):
        return True
    if head.startswith(GZIP_MAGIC):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEADER_BYTES)
        except zlib.error:
            return False
    return any(head[place : place + 4] == magic for magic, place in MAGICS.items())


def nifti_candidate(item: Item, limits: Limits) -> SeriesCandidate:
    """The volume of a file. Raises SetAside if the file is damaged or is not CT in HU."""
    data = item.read()
    return _candidate(item, data, load_volume(data, limits))


def nifti_series(item: Item, limits: Limits) -> Series:
    """The volume of a file, unpacked once. Raises SetAside as `nifti_candidate` does."""
    data = item.read()
    volume = load_volume(data, limits)
    return _series(_candidate(item, data, volume), volume)


def read_nifti(candidate: SeriesCandidate, item: Item, limits: Limits) -> Series:
    """The volume of a candidate, from its file. Raises SetAside if it can no longer be read."""
    return _series(candidate, load_volume(item.read(), limits))


def _candidate(item: Item, data: bytes, volume: NiftiVolume) -> SeriesCandidate:
    _check_is_hu(volume.values)
    n_slices, rows, columns = volume.values.shape
    return SeriesCandidate(
        uid="nifti-" + hashlib.sha256(data).hexdigest()[:16],
        tags=SeriesTags(series_description=item.name),
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
    try:
        image = _image(data, limits)
        values = np.asanyarray(image.dataobj)
        placed = affine is not None or any(image.header[f"{kind}form_code"] for kind in "sq")
        affine = np.asarray(image.affine if affine is None else affine, dtype=np.float64)
    except NIBABEL_ERRORS as error:
        raise SetAside(sentences.nifti.damaged_nifti()) from error
    values = values.reshape(values.shape[:3])
    _check_affine(affine)
    # To LPS: x increases to the patient's left, y to the back, z to the head.
    try:
        turn = ornt_transform(io_orientation(affine), axcodes2ornt(("L", "P", "S")))
        turned = apply_orientation(values, turn).transpose(2, 1, 0)
    except (OrientationError, ValueError, np.linalg.LinAlgError) as error:
        raise SetAside(sentences.nifti.nifti_impossible_affine()) from error
    affine_lps = RAS_TO_LPS @ affine @ inv_ornt_aff(turn, values.shape)
    warnings = []
    if not placed:
        warnings.append(sentences.nifti.nifti_orientation_unknown())
    volume = NiftiVolume(turned, affine_lps, ())
    warnings += _check_axes(volume)
    return NiftiVolume(turned, affine_lps, tuple(warnings))


def _check_affine(affine: np.ndarray) -> None:
    if affine.shape != (4, 4) or not (np.abs(affine) <= MAX_COORDINATE_MM).all():  # false for NaN
        raise SetAside(sentences.nifti.nifti_impossible_affine())
    sizes = np.linalg.norm(affine[:3, :3], axis=0).tolist()
    flat = abs(np.linalg.det(affine[:3, :3])) < 1e-6 * np.prod(sizes)
    if flat or any(plausible_length_mm(size) is None for size in sizes):
        raise SetAside(sentences.nifti.nifti_impossible_affine())


def _image(data: bytes, limits: Limits) -> nibabel.Nifti1Image:
    """The image, 3-D; no more is inflated than its header announces."""
    packed = data.startswith(GZIP_MAGIC)
    file = gzip.GzipFile(fileobj=io.BytesIO(data)) if packed else io.BytesIO(data)
    head = file.read(HEADER_BYTES)
    kind = nibabel.Nifti2Image if head[4:8] == b"n+2\0" else nibabel.Nifti1Image
    header = kind.header_class.from_fileobj(io.BytesIO(head), check=True)
    shape, dtype = header.get_data_shape(), header.get_data_dtype()
    if dtype.kind not in "iuf":
        raise SetAside(sentences.nifti.nifti_colours())
    if len(shape) < 3 or any(length != 1 for length in shape[3:]):
        raise SetAside(sentences.nifti.nifti_dimensions(len(shape)))
    if min(shape) < 1:
        raise SetAside(sentences.nifti.nifti_without_voxels())
    voxels = int(np.prod(shape, dtype=object))
    needed = voxels * dtype.itemsize
    if (
        max(needed, voxels * _voxel_bytes(header)) > limits.volume_bytes
        or max(shape[:2]) > limits.matrix
    ):
        raise SetAside(sentences.nifti.nifti_too_large(shape))
    offset = max(int(header.get_data_offset()), 0)
    if offset > MAX_OFFSET:
        raise SetAside(sentences.nifti.damaged_nifti())
    rest = file.read(max(0, offset + needed - len(head)))
    return kind.from_bytes(head + rest)


def _voxel_bytes(header: nibabel.Nifti1Header) -> int:
    """Bytes per voxel in memory: nibabel applies a slope in double precision."""
    slope, intercept = header.get_slope_inter()
    return header.get_data_dtype().itemsize if (slope, intercept) in _UNSCALED else 8


def _check_axes(volume: NiftiVolume) -> list[Sentence]:
    """Warnings about the axes. Raises SetAside if they are skewed or the slices not axial."""
    row, column = volume.directions
    if abs(row @ column) > 0.02:
        raise SetAside(sentences.nifti.nifti_skewed())
    normal = np.cross(row, column)
    if normal[2] < AXIAL_COSINE:
        raise SetAside(sentences.nifti.nifti_not_axial())
    step = volume.affine_lps[:3, 2]
    shear = float(np.degrees(np.arccos(min(1.0, step @ normal / np.linalg.norm(step)))))
    if shear > TILT_DEGREES:
        return [sentences.series.gantry_tilt_throughout(shear)]
    return []


def _check_is_hu(values: np.ndarray) -> None:
    low, high = float(values.min()), float(values.max())
    if not np.isfinite([low, high]).all():
        raise SetAside(sentences.nifti.nifti_not_numbers())
    # By index: flattening a volume with permuted axes would copy all of it.
    places = np.arange(0, values.size, max(1, values.size // 100_000))
    some = values[np.unravel_index(places, values.shape)]
    few = len(np.unique(some)) < MIN_VALUES
    if few and low >= 0 and np.array_equal(some, np.rint(some)):
        raise SetAside(sentences.nifti.nifti_labels())
    if low > MAX_DARKEST or low < -(2**15) or high > 2**16:
        raise SetAside(sentences.nifti.nifti_not_hu(low, high))


def _smallest(values: np.ndarray) -> np.ndarray:
    """As int16 if that is exact, else as float32."""
    if values.dtype.kind in "iu" and values.min() >= -(2**15) and values.max() < 2**15:
        return values.astype(np.int16)
    return values.astype(np.float32)
