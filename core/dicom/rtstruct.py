"""DICOM RTSTRUCT (PS3.3 A.19): its regions, and their contours on the slices of a CT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from pydicom import Dataset
from skimage.draw import polygon

from core.dicom import sentences
from core.dicom.headers import HEAD_BYTES, PYDICOM_ERRORS, quiet_pydicom, read_header
from core.dicom.items import Item, display_name
from core.dicom.kinds import RTSTRUCT_CLASS
from core.dicom.limits import Limits
from core.dicom.segment_names import LIVER, TUMOUR, segment_kind
from core.dicom.segmentation import DRAWN_IN_ORDER
from core.dicom.sentences.words import listed
from core.dicom.set_aside import SetAside
from core.dicom.whole_dataset import whole_dataset
from core.errors import InputError
from core.sentence import Sentence
from core.series import Series

#: Contours that enclose an area (PS3.3 C.8.8.6.3). The standard spells the second one so.
_AREAS = ("CLOSED_PLANAR", "CLOSEDPLANAR_XOR", "CLOSED_PLANAR_XOR")
#: A contour lies on a slice if all its points are within this share of the slice spacing.
ON_SLICE = 0.1
#: One that lies between slices is nearest to a slice within this share of the spacing.
NEAREST_SLICE = 0.5
#: Points are written with few decimals, mm.
ROUNDED_MM = 0.05

#: Slice -> the contours on it, each (n, 2) rows and columns, pixel centres at whole numbers.
Placed = dict[int, list[np.ndarray]]


@dataclass
class Roi:
    """One region of interest."""

    name: str
    #: (n, 3) LPS mm each, n >= 3: those that enclose an area.
    contours: list[np.ndarray] = field(default_factory=list)
    #: How many points and open lines it has, which enclose nothing.
    n_lines: int = 0

    @property
    def kind(self) -> str | None:
        """`LIVER`, `BENIGN` or `TUMOUR`, by its name; None for anything else."""
        return segment_kind(self.name)


@dataclass(frozen=True, eq=False)
class Structures:
    """One RTSTRUCT file."""

    #: Base name of the file, for messages.
    name: str
    rois: tuple[Roi, ...]
    #: UIDs of the frames of reference in which it draws.
    frames_of_reference: frozenset[str]
    patient_id: str = field(repr=False)

    @property
    def used(self) -> list[Roi]:
        """The liver and its lesions, as far as they enclose an area."""
        return [roi for roi in self.rois if roi.kind and roi.contours]

    @property
    def unused(self) -> list[str]:
        """Names of the regions that are neither, sorted."""
        return sorted(display_name(roi.name) for roi in self.rois if not roi.kind)


def is_rtstruct(item: Item) -> bool:
    """By its header; False for what is no DICOM."""
    try:
        return read_header(item, item.head(HEAD_BYTES)).sop_class == RTSTRUCT_CLASS
    except SetAside:
        return False


def read_structures(item: Item, series: Series, limits: Limits) -> Structures:
    """The regions of an RTSTRUCT that was drawn on `series`, as far as the headers say.

    Raises:
        InputError: damaged, or of another patient or frame of reference.
    """
    try:
        with quiet_pydicom():
            dataset = whole_dataset(item, limits)
            found = Structures(
                name=item.name,
                rois=tuple(_rois(dataset)),
                frames_of_reference=frozenset(
                    str(one.get("ReferencedFrameOfReferenceUID") or "")
                    for one in dataset.get("StructureSetROISequence") or ()
                ),
                patient_id=str(dataset.get("PatientID") or ""),
            )
    except (SetAside, *PYDICOM_ERRORS) as error:
        raise InputError(sentences.contours.damaged_contours(item.name)) from error
    mine, theirs = (one.strip().casefold() for one in (series.tags.patient_id, found.patient_id))
    if mine and theirs and mine != theirs:
        raise InputError(sentences.masks.other_patient(item.name))
    frame, others = series.tags.frame_of_reference_uid, found.frames_of_reference - {""}
    if frame and others and frame not in others:
        raise InputError(sentences.masks.other_frame_of_reference(item.name))
    return found


def place(roi: Roi, name: str, series: Series, *, nearest: bool = False) -> tuple[Placed, float]:
    """(the contours of a region on the slices, mm by which the farthest one was moved).

    Args:
        name: of the file, for messages.
        nearest: whether a contour that lies on no slice goes to the nearest one, at most half the
            spacing away. Where several planes of contours are nearest to one slice, the slice gets
            those of the nearest plane.

    Raises:
        InputError: contours lie on no slice, or outside the images.
    """
    tolerance = (NEAREST_SLICE if nearest else ON_SLICE) * series.spacing_mm[0] + ROUNDED_MM
    on_planes: dict[int, dict[float, list[np.ndarray]]] = {}
    between = 0
    for points in roi.contours:
        along = points @ series.normal
        index = int(np.abs(series.positions_mm - along.mean()).argmin())
        flat = np.ptp(along) <= ON_SLICE * series.spacing_mm[0] + 2 * ROUNDED_MM
        if not flat or np.abs(along - series.positions_mm[index]).max() > tolerance:
            between += 1
            continue
        away = points - series.slice_origins_mm[index]
        rows = away @ np.asarray(series.column_direction) / series.spacing_mm[1]
        columns = away @ np.asarray(series.row_direction) / series.spacing_mm[2]
        # To 0.1 mm, so that the contours of one plane stay together.
        off = round(float(along.mean() - series.positions_mm[index]), 1)
        planes = on_planes.setdefault(index, {})
        planes.setdefault(off, []).append(np.column_stack([rows, columns]))
    if between:
        raise InputError(sentences.contours.contours_between_slices(name, between))
    offs = {index: min(planes, key=abs) for index, planes in on_planes.items()}
    placed = {index: on_planes[index][off] for index, off in offs.items()}
    _refuse_outside(placed, name, series)
    farthest = max(map(abs, offs.values()), default=0.0)
    return placed, farthest if farthest > ON_SLICE * series.spacing_mm[0] + ROUNDED_MM else 0.0


def skipped(placed: Placed) -> int:
    """Slices without a contour between the first and the last one that has any."""
    return max(placed) - min(placed) + 1 - len(placed) if placed else 0


def fill(placed: Placed, shape: tuple[int, ...]) -> np.ndarray:
    """(z, y, x) bool: pixels whose centre lies within an odd number of the contours on its slice.
    A hole is thus a contour inside another, or one that is reached by a cut (a keyhole)."""
    voxels = np.zeros(shape, bool)
    for index, areas in placed.items():
        for corners in areas:
            voxels[index][polygon(corners[:, 0], corners[:, 1], shape[1:])] ^= True
    return voxels


def codes_of_regions(
    structures: Structures, series: Series, codes: Mapping[str, int]
) -> tuple[np.ndarray, list[Sentence]]:
    """((z, y, x) uint8, for a person: what was left out or assumed). Lesions are drawn over liver.

    Args:
        codes: kind -> the code to write.

    Raises:
        InputError: no liver and no lesion, or as `place`.
    """
    name, said = structures.name, sentences.contours
    unused = listed(structures.unused, sentences.masks.MAX_NAMES)
    if not structures.used:
        raise InputError(said.no_liver_region(name, unused))
    notes: list[Sentence] = [said.regions_unused(name, unused)] if unused else []
    if lines := sum(roi.n_lines for roi in structures.rois if roi.kind):
        notes.append(said.contours_not_areas(name, lines))
    if any(roi.kind == TUMOUR for roi in structures.used):
        notes.append(sentences.masks.lesion_kind_unknown(name))
    drawn, farthest_mm = np.zeros(series.volume.shape, np.uint8), 0.0
    for roi in sorted(structures.used, key=lambda roi: DRAWN_IN_ORDER.index(str(roi.kind))):
        placed, moved_mm = place(roi, name, series, nearest=True)
        farthest_mm = max(farthest_mm, moved_mm)
        drawn[fill(placed, drawn.shape)] = codes[str(roi.kind)]
        # Lesions of one region lie apart, the liver does not.
        if roi.kind == LIVER and (count := skipped(placed)):
            notes.append(said.slices_skipped(name, display_name(roi.name), count))
    if farthest_mm:
        notes.append(said.contours_moved(name, farthest_mm))
    return drawn, notes


def _rois(dataset: Dataset) -> list[Roi]:
    rois = {
        int(one.ROINumber): Roi(str(one.get("ROIName") or ""))
        for one in dataset.get("StructureSetROISequence") or ()
    }
    for contour in dataset.get("ROIContourSequence") or ():
        roi = rois.get(int(contour.ReferencedROINumber))
        if roi is None:
            continue
        for one in contour.get("ContourSequence") or ():
            points = np.array([float(value) for value in one.ContourData]).reshape(-1, 3)
            if not np.isfinite(points).all():
                raise ValueError("not finite")
            if str(one.get("ContourGeometricType") or "") in _AREAS and len(points) >= 3:
                roi.contours.append(points)
            else:
                roi.n_lines += 1
    return list(rois.values())


def _refuse_outside(placed: Placed, name: str, series: Series) -> None:
    shape = np.array(series.volume.shape[1:])
    if not any(
        (corners.max(axis=0) >= 0).all() and (corners.min(axis=0) <= shape - 1).all()
        for contours in placed.values()
        for corners in contours
    ):
        raise InputError(sentences.contours.contours_outside(name))
