"""Measurement groups as they stand in a report: TID 1410, 1411 and 1501 (PS3.16)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom import Dataset

from core.other_systems.content_tree import NO_CONCEPT, Concept, Node, concept_in
from core.other_systems.report import Measured, Segment

Code = tuple[str, str]

GROUP: Code = ("125007", "DCM")
TRACKING_ID: Code = ("112039", "DCM")
TRACKING_UID: Code = ("112040", "DCM")
FINDING: tuple[Code, ...] = (("121071", "DCM"),)
CATEGORY: tuple[Code, ...] = (("276214006", "SCT"), ("G-C0E4", "SRT"))
SITE: tuple[Code, ...] = (("363698007", "SCT"), ("G-C0E3", "SRT"))
LATERALITY: tuple[Code, ...] = (("272741003", "SCT"), ("G-C171", "SRT"))
DERIVATION: Code = ("121401", "DCM")
ALGORITHM_NAME: Code = ("111001", "DCM")
ALGORITHM_VERSION: Code = ("111003", "DCM")
SEGMENTS: tuple[Code, ...] = (("121191", "DCM"), ("121214", "DCM"))
SOURCE_SERIES: Code = ("121232", "DCM")
#: What a template says of the group itself, not of what was found.
_ABOUT_THE_GROUP = {*FINDING, *CATEGORY, *SITE, *LATERALITY, DERIVATION, TRACKING_ID, TRACKING_UID}
_ABOUT_THE_GROUP |= {ALGORITHM_NAME, ALGORITHM_VERSION, ("111000", "DCM")}
_ABOUT_THE_GROUP |= {("111002", "DCM"), ("122405", "DCM")}
_ABOUT_THE_GROUP |= {("126000", "DCM"), ("C2348792", "UMLS"), ("C67447", "NCIt")}
#: Classes of segmentation objects.
_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66."


@dataclass(frozen=True, eq=False)
class Drawing:
    """A SCOORD or SCOORD3D."""

    #: Of the DICOM graphic type: POLYLINE, POLYGON, ELLIPSE, ...
    graphic: str
    #: Flat: column, row pairs, or x, y, z in mm.
    data: tuple[float, ...]
    #: (SOP Instance UID, frame numbers) of the image; None for one in space.
    image: tuple[str, tuple[int, ...]] | None
    #: Of one in space.
    frame_of_reference_uid: str = ""


@dataclass(frozen=True, eq=False)
class RawGroup:
    """A group before anything is said of the CT."""

    tracking_id: str
    tracking_uid: str
    finding: str
    site: str
    measurements: tuple[Measured, ...]
    judged: tuple[tuple[str, str], ...]
    drawings: tuple[Drawing, ...]
    segment: Segment | None
    #: SOP Instance UIDs of images that it names besides those drawn on, and series UIDs.
    images: frozenset[str]
    series: frozenset[str]
    algorithms: tuple[str, ...]


def groups_in(root: Node) -> list[RawGroup]:
    """All groups of a report, in order."""
    return [_group(node) for node in root.within(GROUP, kind="CONTAINER")]


def algorithms_in(node: Node) -> tuple[str, ...]:
    """ "name version" of each algorithm named among the children of a content item."""
    versions = [one.text for one in node.named(ALGORITHM_VERSION)]
    names = [one.text for one in node.named(ALGORITHM_NAME)]
    versions += [""] * len(names)
    return tuple(
        f"{name} {version}".strip() for name, version in zip(names, versions, strict=False)
    )


def _group(node: Node) -> RawGroup:
    numbers = [_measured(one) for one in node.below() if one.kind == "NUM"]
    found = next(node.named(*FINDING), None) or next(node.named(*CATEGORY), None)
    site = next(node.named(*SITE), None) or next(node.within(*SITE), None)
    segments = [one for one in _images(node) if one.instance[0].startswith(_SEGMENTATION)]
    sources = [one for one in _images(node) if not one.instance[0].startswith(_SEGMENTATION)]
    return RawGroup(
        tracking_id=_first(node, TRACKING_ID),
        tracking_uid=_first(node, TRACKING_UID),
        finding="" if found is None else found.text,
        site="" if site is None else _site(site),
        measurements=tuple(numbers),
        judged=tuple(
            (one.name.text, one.text)
            for one in node.children
            if one.kind in ("CODE", "TEXT") and one.text and one.name.code not in _ABOUT_THE_GROUP
        ),
        drawings=tuple(_drawing(one) for one in node.below() if one.kind.startswith("SCOORD")),
        segment=_segment(segments[0]) if segments else None,
        images=frozenset(one.instance[1] for one in sources),
        series=frozenset(one.text for one in node.within(SOURCE_SERIES, kind="UIDREF")),
        algorithms=tuple(
            dict.fromkeys(name for one in (node, *node.below()) for name in algorithms_in(one))
        ),
    )


def _images(node: Node) -> Iterator[Node]:
    return (one for one in node.below() if one.kind == "IMAGE")


def _first(node: Node, code: Code) -> str:
    return next((one.text for one in node.named(code) if one.text), "")


def _site(node: Node) -> str:
    side = next(node.named(*LATERALITY), None)
    return f"{node.text}, {side.text.lower()}" if side is not None else node.text


def _segment(node: Node) -> Segment:
    _, uid, _, numbers = node.instance
    return Segment(uid, numbers[0] if numbers else None)


def _measured(node: Node) -> Measured:
    derivation = next((one.text for one in node.named(DERIVATION)), "")
    stated = node.item.get("MeasuredValueSequence") or [Dataset()]
    unit = concept_in(stated[0].get("MeasurementUnitsCodeSequence"))
    return Measured(
        name=f"{node.name.text}, {derivation}" if derivation else node.name.text,
        value=_value(stated[0]),
        unit=_unit(unit),
        code=node.name.code,
    )


def _value(stated: Dataset) -> float | None:
    """The more exact of the two that a report may hold; None for none and for NaN."""
    for keyword in ("FloatingPointValue", "NumericValue"):
        value = stated.get(keyword)
        if value is not None and value != "":
            number = float(value[0] if hasattr(value, "__getitem__") else value)
            return number if math.isfinite(number) else None
    return None


def _unit(unit: Concept) -> str:
    if unit == NO_CONCEPT:
        return ""
    return unit.value if unit.scheme == "UCUM" else unit.text


def _drawing(node: Node) -> Drawing:
    data = node.item.get("GraphicData")
    values = () if data is None else data if hasattr(data, "__iter__") else (data,)
    numbers = tuple(float(value) for value in values)
    if not all(map(math.isfinite, numbers)):
        raise ValueError("not finite")
    graphic = str(node.item.get("GraphicType") or "")
    if node.kind == "SCOORD3D":
        frame = str(node.item.get("ReferencedFrameOfReferenceUID") or "")
        return Drawing(graphic, numbers, None, frame)
    image = next((one.instance for one in node.children if one.kind == "IMAGE"), None)
    return Drawing(graphic, numbers, ("", ()) if image is None else (image[1], image[2]))
