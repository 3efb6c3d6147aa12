"""Slices of an Enhanced (multi-frame) CT, from its functional groups (PS3.3 A.38, C.7.6.16)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pydicom import Dataset
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from core.dicom import sentences
from core.dicom.frames import (
    DECIMALS,
    Frame,
    PixelLayout,
    pixel_layout,
    plane_of,
    plausible_length_mm,
    rescale_of,
    value_notes,
)
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import Item
from core.dicom.kinds import SCOUT_WORDS
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside
from core.sentence import Sentence

#: The functional groups with decimal numbers.
DECIMAL_GROUPS = (
    "PixelMeasuresSequence",
    "PixelValueTransformationSequence",
    "PlaneOrientationSequence",
    "PlanePositionSequence",
)
#: Dimensions that vary along the slices of one stack, and so don't distinguish stacks.
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

    Position, orientation, spacing and rescale are read per frame, or once for all frames if the
    file shares them. Raises SetAside if something needed is missing.
    """
    layout = pixel_layout(item, header, limits)
    dataset = parse_dataset(item, header.raw)
    try:
        with quiet_pydicom():
            shared = _first(dataset, "SharedFunctionalGroupsSequence")
            groups = dataset.get("PerFrameFunctionalGroupsSequence") or []
            if len(groups) != layout.n_frames:
                raise SetAside(
                    sentences.headers.wrong_number_of_frames(layout.n_frames, len(groups))
                )
            commas = [_mend_decimal_commas(group) for group in (shared, *groups)]
            notes = (sentences.headers.decimal_comma(),) if any(commas) else ()
            distinguishing = _distinguishing_dimensions(dataset)
            frames = [
                _frame(item, header, layout, index, (group, shared), distinguishing, notes)
                for index, group in enumerate(groups)
            ]
    except PYDICOM_ERRORS as error:
        raise SetAside(sentences.headers.damaged_frame_descriptions()) from error
    kept = [frame for frame in frames if frame is not None]
    if not kept:
        raise SetAside(sentences.headers.scout_view())
    return kept


def _frame(
    item: Item,
    header: Header,
    layout: PixelLayout,
    index: int,
    groups: tuple[Dataset, Dataset],
    distinguishing: Sequence[int],
    notes: tuple[Sentence, ...],
) -> Frame | None:
    """Frame `index` from (its own functional groups, the shared ones); None for a scout view."""
    frame_type = _find(groups, "CTImageFrameTypeSequence", "FrameType") or ()
    if SCOUT_WORDS & {str(word).upper() for word in frame_type}:
        return None
    slope = _number(_find(groups, "PixelValueTransformationSequence", "RescaleSlope"))
    intercept = _number(_find(groups, "PixelValueTransformationSequence", "RescaleIntercept"))
    rescale_type = str(_find(groups, "PixelValueTransformationSequence", "RescaleType") or "")
    content = _first(groups[0], "FrameContentSequence")
    indices = _numbers(content.get("DimensionIndexValues"))
    return Frame(
        item,
        header,
        index,
        layout,
        plane_of(
            _numbers(_find(groups, "PlanePositionSequence", "ImagePositionPatient")),
            _numbers(_find(groups, "PlaneOrientationSequence", "ImageOrientationPatient")),
            _numbers(_find(groups, "PixelMeasuresSequence", "PixelSpacing")),
        ),
        rescale_of(slope, intercept),
        phase=(str(content.get("StackID", "")), str(content.get("TemporalPositionIndex", ""))),
        dimensions=tuple(int(indices[k]) for k in distinguishing if k < len(indices)),
        slice_thickness_mm=plausible_length_mm(
            _number(_find(groups, "PixelMeasuresSequence", "SliceThickness"))
        ),
        notes=(*notes, *value_notes(header, layout, slope, intercept, rescale_type)),
    )


def _mend_decimal_commas(group: Dataset) -> bool:
    """Write points for the decimal commas, which pydicom refuses; whether there were any."""
    mended = False
    for sequence in DECIMAL_GROUPS:
        values = _first(group, sequence)
        for keyword in DECIMALS:
            raw = values.get_item(keyword) if keyword in values else None
            if isinstance(raw, RawDataElement) and b"," in (raw.value or b""):
                values[raw.tag] = raw._replace(value=raw.value.replace(b",", b"."))
                mended = True
    return mended


def _distinguishing_dimensions(dataset: Dataset) -> list[int]:
    """Which of the dimension indices distinguish one stack of slices from another."""
    return [
        index
        for index, dimension in enumerate(dataset.get("DimensionIndexSequence") or [])
        if dimension.get("DimensionIndexPointer") not in ALONG_THE_STACK
    ]


def _find(groups: Iterable[Dataset], sequence: str, keyword: str) -> Any:
    """The value from the frame's own groups, or else from the shared ones; None if in neither."""
    for group in groups:
        value = _first(group, sequence).get(keyword)
        if value is not None:
            return value
    return None


def _first(dataset: Dataset, sequence: str) -> Dataset:
    items = dataset.get(sequence)
    return items[0] if items else Dataset()


def _numbers(value: Any) -> tuple[float, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, (int, float)) else value
    numbers = tuple(float(number) for number in values)
    return numbers if all(map(math.isfinite, numbers)) else ()


def _number(value: Any) -> float | None:
    numbers = _numbers(value)
    return numbers[0] if numbers else None
