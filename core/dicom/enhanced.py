"""Slices of an Enhanced (multi-frame) CT, from its functional groups (PS3.3 A.38, C.7.6.16)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pydicom import Dataset
from pydicom.tag import Tag

from core.dicom.frames import (
    Frame,
    length_mm,
    pixel_layout,
    plane_of,
    rescale_of,
    value_notes,
)
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import Item
from core.dicom.kinds import SCOUT_WORDS
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside

#: Dimensions that count along the slices of one stack, and so don't tell stacks apart.
ALONG_THE_STACK = {
    Tag("InStackPositionNumber"),
    Tag("ImagePositionPatient"),
    Tag("FrameAcquisitionDateTime"),
    Tag("FrameReferenceDateTime"),
    Tag("FrameAcquisitionNumber"),
    Tag("TablePosition"),
}


def multi_frame(item: Item, header: Header, limits: Limits) -> list[Frame]:
    """The slices of an Enhanced CT file, in the file's order.

    Position, orientation, spacing and rescale are read per frame, or shared where the file shares
    them. Raises SetAside if something needed is missing.
    """
    layout = pixel_layout(item, header, limits)
    dataset = parse_dataset(item, header.raw)
    try:
        with quiet_pydicom():
            shared = _first(dataset, "SharedFunctionalGroupsSequence")
            groups = dataset.get("PerFrameFunctionalGroupsSequence") or []
            if len(groups) != layout.n_frames:
                raise SetAside(
                    f"damaged: {layout.n_frames} frames but {len(groups)} descriptions of frames"
                )
            telling = _telling_dimensions(dataset)
            frames = [
                _frame(item, header, layout, index, (group, shared), telling)
                for index, group in enumerate(groups)
            ]
    except PYDICOM_ERRORS as error:
        raise SetAside("damaged descriptions of its frames") from error
    kept = [frame for frame in frames if frame is not None]
    if not kept:
        raise SetAside("localizer (scout view)")
    return kept


def _frame(item, header, layout, index, places, telling) -> Frame | None:
    frame_type = _find(places, "CTImageFrameTypeSequence", "FrameType") or ()
    if SCOUT_WORDS & {str(word).upper() for word in frame_type}:
        return None
    slope = _number(_find(places, "PixelValueTransformationSequence", "RescaleSlope"))
    intercept = _number(_find(places, "PixelValueTransformationSequence", "RescaleIntercept"))
    rescale_type = str(_find(places, "PixelValueTransformationSequence", "RescaleType") or "")
    content = _first(places[0], "FrameContentSequence")
    indices = _numbers(content.get("DimensionIndexValues"))
    return Frame(
        item,
        header,
        index,
        layout,
        plane_of(
            _numbers(_find(places, "PlanePositionSequence", "ImagePositionPatient")),
            _numbers(_find(places, "PlaneOrientationSequence", "ImageOrientationPatient")),
            _numbers(_find(places, "PixelMeasuresSequence", "PixelSpacing")),
        ),
        rescale_of(slope, intercept),
        phase=(str(content.get("StackID", "")), str(content.get("TemporalPositionIndex", ""))),
        dimensions=tuple(int(indices[place]) for place in telling if place < len(indices)),
        slice_thickness_mm=length_mm(
            _number(_find(places, "PixelMeasuresSequence", "SliceThickness"))
        ),
        notes=value_notes(header, slope, intercept, rescale_type),
    )


def _telling_dimensions(dataset: Dataset) -> list[int]:
    """Which of the dimension indices tell one stack of slices from another."""
    return [
        place
        for place, dimension in enumerate(dataset.get("DimensionIndexSequence") or [])
        if dimension.get("DimensionIndexPointer") not in ALONG_THE_STACK
    ]


def _find(places: Iterable[Dataset], sequence: str, keyword: str):
    """The value in the frame's own group or else in the shared one; None if in neither."""
    for place in places:
        value = _first(place, sequence).get(keyword)
        if value is not None:
            return value
    return None


def _first(dataset: Dataset, sequence: str) -> Dataset:
    items = dataset.get(sequence)
    return items[0] if items else Dataset()


def _numbers(value) -> tuple[float, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, (int, float)) else value
    numbers = tuple(float(number) for number in values)
    return numbers if all(map(math.isfinite, numbers)) else ()


def _number(value) -> float | None:
    numbers = _numbers(value)
    return numbers[0] if numbers else None
