"""The contours of a DICOM RTSTRUCT (PS3.3 A.19) as outlines on a CT's own grid."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pydicom
from pydicom import Dataset
from skimage.draw import polygon

from core.annotation import Finding
from core.annotation_files import sentences
from core.annotation_files.outlines import Outline
from core.dicom.elements import refuse_endless_items, undeflated
from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.items import Item, display_name
from core.dicom.limits import Limits
from core.dicom.segment_names import BENIGN as BENIGN_NAME
from core.dicom.segment_names import LIVER as LIVER_NAME
from core.dicom.segment_names import segment_kind
from core.dicom.sentences import masks
from core.dicom.set_aside import SetAside
from core.errors import InputError
from core.labels import BENIGN, MALIGNANT
from core.sentence import Sentence
from core.series import Series

RTSTRUCT_CLASS = "1.2.840.10008.5.1.4.1.1.481.3"
#: A contour lies on a slice if all its points are within this share of the slice spacing.
ON_SLICE = 0.1
#: Points are written with few decimals, mm.
ROUNDED_MM = 0.05


@dataclass
class _Roi:
    """One region of interest."""

    name: str
    #: (n, 3) LPS mm each.
    contours: list[np.ndarray] = field(default_factory=list)
    #: Points and open lines, which enclose nothing.
    left_out: int = 0


def is_rtstruct(dataset_class: str) -> bool:
    return dataset_class == RTSTRUCT_CLASS


def contours_in(
    item: Item, series: Series, limits: Limits
) -> tuple[Iterator[Outline], list[Sentence]]:
    """The liver, then each lesion, and what was left out. A pixel belongs to a region if its centre
    lies within an odd number of the region's contours on its slice: a hole is a contour inside
    another.

    Raises:
        InputError: damaged, of another patient or frame of reference, without liver and lesion, or
            with contours that lie on no slice or outside the images.
    """
    rois = _read(item, series, limits)
    kinds = {id(roi): segment_kind(roi.name) for roi in rois}
    used = [roi for roi in rois if kinds[id(roi)] and roi.contours]
    unused = sorted(display_name(roi.name) for roi in rois if not kinds[id(roi)])
    if not used:
        raise InputError(sentences.no_liver_or_lesion(item.name, unused))
    lines = sum(roi.left_out for roi in used)
    notes: list[Sentence] = [sentences.contours_not_areas(item.name, lines)] if lines else []
    if unused:
        notes.append(sentences.segments_unused(item.name, unused))
    liver_first = sorted(used, key=lambda roi: kinds[id(roi)] != LIVER_NAME)
    if kinds[id(liver_first[0])] != LIVER_NAME:
        notes.append(sentences.liver_not_outlined(item.name))
    placed = [(kinds[id(roi)], _placed(roi, item.name, series)) for roi in liver_first]
    return _drawn(placed, series), notes


def _read(item: Item, series: Series, limits: Limits) -> list[_Roi]:
    try:
        with quiet_pydicom():
            data = undeflated(item.read(), limits.volume_bytes)
            refuse_endless_items(data)
            # Old files lack the preamble; what it is was told by its header.
            dataset = pydicom.dcmread(io.BytesIO(data), force=True)
            rois = _rois(dataset)
            patient = str(dataset.get("PatientID") or "").strip().casefold()
            frames = {
                str(one.get("ReferencedFrameOfReferenceUID") or "")
                for one in dataset.get("StructureSetROISequence") or ()
            }
    except (SetAside, *PYDICOM_ERRORS) as error:
        raise InputError(sentences.damaged_contours(item.name)) from error
    own = series.tags.patient_id.strip().casefold()
    if own and patient and own != patient:
        raise InputError(masks.other_patient(item.name))
    frame = series.tags.frame_of_reference_uid
    if frame and frames - {""} and frame not in frames:
        raise InputError(masks.other_frame_of_reference(item.name))
    return rois


def _rois(dataset: Dataset) -> list[_Roi]:
    rois = {
        int(one.ROINumber): _Roi(str(one.get("ROIName") or ""))
        for one in dataset.get("StructureSetROISequence") or ()
    }
    for contour in dataset.get("ROIContourSequence") or ():
        roi = rois.get(int(contour.ReferencedROINumber))
        if roi is None:
            continue
        for one in contour.get("ContourSequence") or ():
            points = np.array([float(value) for value in one.ContourData]).reshape(-1, 3)
            is_area = str(one.get("ContourGeometricType") or "").startswith("CLOSED_PLANAR")
            if not np.isfinite(points).all():
                raise ValueError("not finite")
            if is_area and len(points) >= 3:
                roi.contours.append(points)
            else:
                roi.left_out += 1
    return list(rois.values())


def _placed(roi: _Roi, name: str, series: Series) -> dict[int, list[np.ndarray]]:
    """Slice -> its contours as (n, 2) rows and columns, pixel centres at whole numbers."""
    found: dict[int, list[np.ndarray]] = {}
    between = 0
    tolerance = ON_SLICE * series.spacing_mm[0] + ROUNDED_MM
    for points in roi.contours:
        along = points @ series.normal
        index = int(np.abs(series.positions_mm - along.mean()).argmin())
        if np.abs(along - series.positions_mm[index]).max() > tolerance:
            between += 1
            continue
        away = points - series.slice_origins_mm[index]
        rows = away @ np.asarray(series.column_direction) / series.spacing_mm[1]
        columns = away @ np.asarray(series.row_direction) / series.spacing_mm[2]
        found.setdefault(index, []).append(np.column_stack([rows, columns]))
    if between:
        raise InputError(sentences.contours_between_slices(name, between))
    shape = np.array(series.volume.shape[1:])
    if not any(
        (corners.max(axis=0) >= 0).all() and (corners.min(axis=0) <= shape - 1).all()
        for contours in found.values()
        for corners in contours
    ):
        raise InputError(sentences.contours_outside(name))
    return found


def _drawn(
    placed: list[tuple[str | None, dict[int, list[np.ndarray]]]], series: Series
) -> Iterator[Outline]:
    for kind, contours in placed:
        voxels = np.zeros(series.volume.shape, bool)
        for index, areas in contours.items():
            for corners in areas:
                inside = polygon(corners[:, 0], corners[:, 1], series.volume.shape[1:])
                voxels[index][inside] ^= True
        looks = BENIGN if kind == BENIGN_NAME else MALIGNANT
        yield Outline(voxels, None if kind == LIVER_NAME else Finding(0, looks=looks))
