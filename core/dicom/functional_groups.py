"""Values of a frame, wherever its file states them.

An Enhanced CT has them in functional groups, its own or shared (PS3.3 C.7.6.16); a classic CT at
the top level. Converters leave them at the top level of an Enhanced file too, among the Unassigned
Converted Attributes of a Legacy Converted one (PS3.3 C.7.6.16.2.25), or write functional groups
into a classic file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pydicom import Dataset
from pydicom.dataelem import RawDataElement

from core.dicom import sentences
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import Item
from core.dicom.set_aside import SetAside

#: Numbers that place a slice or give its HU, and that some writers write with a decimal comma.
DECIMALS = (
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "PixelSpacing",
    "RescaleIntercept",
    "RescaleSlope",
    "SliceThickness",
)
#: Where converters put what has no functional group of its own, per frame and shared.
UNASSIGNED = (
    "UnassignedPerFrameConvertedAttributesSequence",
    "UnassignedSharedConvertedAttributesSequence",
)
#: The sequences with decimal numbers.
DECIMAL_GROUPS = (
    *UNASSIGNED,
    "PixelMeasuresSequence",
    "PixelValueTransformationSequence",
    "PlaneOrientationSequence",
    "PlanePositionSequence",
)
#: Hounsfield units in UCUM (PS3.16 CID 7180).
HU_UNITS = "[hnsf'U]"

#: (slope, intercept, type) of a rescale; None and "" for what is stated nowhere.
StatedRescale = tuple[float | None, float | None, str]


def find(groups: Sequence[Dataset], sequence: str, keyword: str) -> Any:
    """The first value in `groups`, from a frame's own functional groups to the whole file; None if
    it is nowhere. In each, `sequence` comes before the places that converters use."""
    for group in groups:
        for place in (sequence, *UNASSIGNED):
            value = first_item(group, place).get(keyword)
            if value is not None:
                return value
        value = group.get(keyword)
        if value is not None:
            return value
    return None


def stated_rescale(groups: Sequence[Dataset]) -> StatedRescale:
    """The rescale; where there is none, a Real World Value Mapping to HU."""
    sequence = "PixelValueTransformationSequence"
    slope = to_number(find(groups, sequence, "RescaleSlope"))
    intercept = to_number(find(groups, sequence, "RescaleIntercept"))
    if slope is None and intercept is None:
        mapped = _real_world_hu(groups)
        if mapped is not None:
            return *mapped, "HU"
    return slope, intercept, str(find(groups, sequence, "RescaleType") or "")


def rescale_elsewhere(item: Item, header: Header) -> StatedRescale:
    """The rescale of a single-frame file that has none at its top level.

    Raises SetAside if the header is damaged.
    """
    dataset = parse_dataset(item, header.raw)
    try:
        with quiet_pydicom():
            own = first_item(dataset, "PerFrameFunctionalGroupsSequence")
            groups = own, first_item(dataset, "SharedFunctionalGroupsSequence"), dataset
            for group in groups:
                mend_decimal_commas(group)
            return stated_rescale(groups)
    except PYDICOM_ERRORS as error:
        raise SetAside(sentences.headers.damaged_header()) from error


def mend_decimal_commas(group: Dataset) -> bool:
    """Write points for the decimal commas, which pydicom refuses; whether there were any."""
    mended = False
    for values in (group, *(first_item(group, sequence) for sequence in DECIMAL_GROUPS)):
        for keyword in DECIMALS:
            raw = values.get_item(keyword) if keyword in values else None
            if isinstance(raw, RawDataElement) and b"," in (raw.value or b""):
                values[raw.tag] = raw._replace(value=raw.value.replace(b",", b"."))
                mended = True
    return mended


def first_item(dataset: Dataset, sequence: str) -> Dataset:
    """The first item of a sequence; an empty one if there is none."""
    items = dataset.get(sequence)
    return items[0] if items else Dataset()


def to_numbers(value: Any) -> tuple[float, ...]:
    """One number or several; () if not all are finite."""
    if value is None:
        return ()
    values = [value] if isinstance(value, (int, float)) else value
    numbers = tuple(float(number) for number in values)
    return numbers if all(map(math.isfinite, numbers)) else ()


def to_number(value: Any) -> float | None:
    numbers = to_numbers(value)
    return numbers[0] if numbers else None


def _real_world_hu(groups: Sequence[Dataset]) -> tuple[float, float] | None:
    """(slope, intercept) of a linear Real World Value Mapping to HU (PS3.3 C.7.6.16.2.11)."""
    for group in groups:
        for mapping in group.get("RealWorldValueMappingSequence") or ():
            units = first_item(mapping, "MeasurementUnitsCodeSequence").get("CodeValue")
            slope = to_number(mapping.get("RealWorldValueSlope"))
            intercept = to_number(mapping.get("RealWorldValueIntercept"))
            if units == HU_UNITS and slope is not None and intercept is not None:
                return slope, intercept
    return None
