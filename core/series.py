"""A CT or MR series in memory: its volume, geometry in the patient frame, and a few tags."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from core.modality import CT, MR, unit_of
from core.sentence import Sentence
from core.spacing import extents_mm

#: (4, 4): x and y point the other way in RAS, the NIfTI convention.
LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


@dataclass(frozen=True)
class SeriesTags:
    """The tags we keep. Those of the patient never leave memory unless asked for.

    Strings are empty and numbers None if the file doesn't state them.
    """

    patient_name: str = field(default="", repr=False)
    patient_id: str = field(default="", repr=False)
    patient_birth_date: str = field(default="", repr=False)  # YYYYMMDD
    patient_sex: str = field(default="", repr=False)
    accession_number: str = field(default="", repr=False)
    referring_physician: str = field(default="", repr=False)
    study_id: str = field(default="", repr=False)
    study_time: str = field(default="", repr=False)  # HHMMSS.FFFFFF
    study_uid: str = ""
    study_date: str = ""  # YYYYMMDD
    study_description: str = ""
    series_description: str = ""
    series_number: int | None = None
    #: One of `core.modality.MODALITIES`.
    modality: str = CT
    #: What it is of the several that one MR series UID holds, such as "TE 2.3 ms"; "" for the rest.
    part: str = ""
    manufacturer: str = ""
    kernel: str = ""
    contrast_agent: str = ""
    #: When the scan began, YYYYMMDDHHMMSS.FFFFFF as far as it is stated; its date may be missing.
    acquired_at: str = field(default="", repr=False)
    #: When the contrast agent began to flow, HHMMSS.FFFFFF.
    bolus_start: str = field(default="", repr=False)
    slice_thickness_mm: float | None = None
    kvp: float | None = None
    body_part: str = ""
    frame_of_reference_uid: str = ""
    #: The file's own display window, (width, level) in the unit of the values.
    window: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """The DICOM object that a slice was read from; what refers to the slice names it."""

    series_uid: str
    sop_class_uid: str
    sop_instance_uid: str
    #: From 1, in a file of several frames; None in a file of one.
    frame_number: int | None = None


#: Planes by the axis, x, y or z, that is at a right angle to them.
PLANES = ("sagittal", "coronal", "axial")


def stack_normal(row: Sequence[float], column: Sequence[float]) -> np.ndarray:
    """Unit vector (3,), LPS, along which the slices of a stack are counted.

    The cross product of the in-plane directions, with the sign that makes its largest component
    positive: axial slices are counted from the feet to the head, coronal ones from the front to the
    back, sagittal ones from the patient's right to the left.
    """
    normal = np.cross(row, column)
    return normal if normal[np.abs(normal).argmax()] >= 0 else -normal


def header_date(tags: SeriesTags) -> date | None:
    """The date of the study, a DICOM DA (PS3.5 6.2); None if it is missing or wrong."""
    try:
        return datetime.strptime(tags.study_date.strip(), "%Y%m%d").date()
    except ValueError:
        return None


@dataclass(frozen=True, eq=False)
class Series:
    """One volume on its own grid: an axial CT, or an MR acquisition in any plane.

    Frame: DICOM patient coordinates, LPS (x to the patient's left, y posterior, z superior), mm.
    """

    uid: str
    #: HU, or MR signal after the rescale of its file, which has no unit; shape (z, y, x), int16 or
    #: float32, C-contiguous; index 0 is the slice that lies lowest along `normal`: of an axial
    #: series the most inferior, of a coronal the most anterior, of a sagittal the rightmost;
    #: rows and columns as in the file (see `core.preprocessing.orientation` for display order).
    volume: np.ndarray
    #: (z, y, x); z is the median distance between neighbouring slice planes.
    spacing_mm: tuple[float, float, float]
    #: (n_slices, 3): LPS position of the centre of voxel (row 0, column 0) of each slice.
    slice_origins_mm: np.ndarray
    #: LPS unit vector along which the column index increases (ImageOrientationPatient[:3]).
    row_direction: tuple[float, float, float]
    #: LPS unit vector along which the row index increases (ImageOrientationPatient[3:]).
    column_direction: tuple[float, float, float]
    tags: SeriesTags = field(default_factory=SeriesTags)
    #: (n_slices,) in the order of the slices; () for what is no DICOM.
    instances: tuple[Instance, ...] = field(default=(), repr=False)
    #: For a person: what is unusual about the series, and where.
    warnings: tuple[Sentence, ...] = ()
    #: Each warning that names a file or another series -> the same without that name, which is
    #: often the patient's.
    nameless: Mapping[str, Sentence] = field(default_factory=dict)

    @property
    def nameless_warnings(self) -> tuple[Sentence, ...]:
        """`warnings` as they may be stored and exported: names are only shown on screen."""
        return tuple(self.nameless.get(warning, warning) for warning in self.warnings)

    @property
    def n_slices(self) -> int:
        return self.volume.shape[0]

    @property
    def normal(self) -> np.ndarray:
        """Unit vector (LPS) perpendicular to the slices, with the sign that agrees with their
        order (`stack_normal`)."""
        return stack_normal(self.row_direction, self.column_direction)

    @property
    def is_ct(self) -> bool:
        """Whether the values are HU."""
        return self.tags.modality != MR

    @property
    def plane(self) -> str:
        """The plane that the slices are nearest to: "axial", "coronal" or "sagittal"."""
        return PLANES[int(np.abs(self.normal).argmax())]

    @property
    def unit(self) -> str:
        """Of the values: "HU", or "" for MR signal."""
        return unit_of(self.tags.modality)

    @property
    def positions_mm(self) -> np.ndarray:
        """(n_slices,) position of each slice along `normal`, in mm; ascending."""
        return self.slice_origins_mm @ self.normal

    @property
    def slice_thicknesses_mm(self) -> np.ndarray:
        """(n_slices,) extent in mm that each slice stands for: half the distance to each neighbour.

        Volumes are sums of area times this, so uneven spacing is measured correctly. A gap, as of
        `core.spacing.gaps`, is not filled: the usual distance around counts there.
        """
        return extents_mm(self.positions_mm, self.spacing_mm[0])

    @property
    def affine_lps(self) -> np.ndarray:
        """(4, 4) float64: (column, row, slice, 1) -> LPS mm, from the first and last slice.

        Exact for even spacing; for other stacks, see `core.even_planes`. If the gantry is tilted,
        the slice axis is not along `normal`.
        """
        step = (
            (self.slice_origins_mm[-1] - self.slice_origins_mm[0]) / (self.n_slices - 1)
            if self.n_slices > 1
            else self.normal * self.spacing_mm[0]
        )
        affine = np.eye(4)
        affine[:3, 0] = np.asarray(self.row_direction) * self.spacing_mm[2]
        affine[:3, 1] = np.asarray(self.column_direction) * self.spacing_mm[1]
        affine[:3, 2] = step
        affine[:3, 3] = self.slice_origins_mm[0]
        return affine

    @property
    def affine_ras(self) -> np.ndarray:
        """(4, 4): (column, row, slice, 1) -> RAS mm, the NIfTI convention."""
        return LPS_TO_RAS @ self.affine_lps

    def pixel_area_mm2(self) -> float:
        return self.spacing_mm[1] * self.spacing_mm[2]


def content_digest(series: Series) -> str:
    """Hash of pixels and geometry: equal for the same images under any name or UID."""
    # Of the strong hashes the one that processors have instructions for.
    digest = hashlib.sha256()
    digest.update(np.ascontiguousarray(series.volume).view(np.uint8).reshape(-1).data)
    geometry = [*series.slice_origins_mm.ravel(), *series.row_direction, *series.column_direction]
    digest.update(np.asarray([*geometry, *series.spacing_mm], dtype=np.float64).tobytes())
    digest.update(repr(series.volume.shape).encode())
    return digest.hexdigest()[:32]
