"""Slices of an Enhanced (multi-frame) CT or MR, from its functional groups (PS3.3 A.36, A.38,
C.7.6.16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydicom import Dataset
from pydicom.tag import BaseTag, Tag

from core.dicom import sentences
from core.dicom.frames import (
    Frame,
    PixelLayout,
    pixel_layout,
    plane_of,
    plausible_length_mm,
    rescale_of,
    value_notes,
)
from core.dicom.functional_groups import (
    UNASSIGNED,
    find,
    first_item,
    mend_decimal_commas,
    stated_rescale,
    to_number,
    to_numbers,
)
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import Item
from core.dicom.kinds import SCOUT_WORDS, is_mr
from core.dicom.limits import Limits
from core.dicom.marks import B_VALUE_KEYWORD, MARK_KEYWORDS
from core.dicom.set_aside import SetAside
from core.sentence import Sentence

#: Keyword of a classic header -> where a frame states it of itself: sequences and keywords.
OWN_VALUES = {
    "AcquisitionNumber": (("FrameContentSequence", "FrameAcquisitionNumber"),),
    "AcquisitionDateTime": (("FrameContentSequence", "FrameAcquisitionDateTime"),),
    "ImageType": (
        ("CTImageFrameTypeSequence", "FrameType"),
        ("MRImageFrameTypeSequence", "FrameType"),
    ),
    "EchoTime": (("MREchoSequence", "EffectiveEchoTime"),),
    B_VALUE_KEYWORD: (("MRDiffusionSequence", B_VALUE_KEYWORD),),
    "DiffusionDirectionality": (("MRDiffusionSequence", "DiffusionDirectionality"),),
    "InversionTime": (("MRModifierSequence", "InversionTimes"),),
    "FlipAngle": (("MRTimingAndRelatedParametersSequence", "FlipAngle"),),
    "ComplexImageComponent": (("MRImageFrameTypeSequence", "ComplexImageComponent"),),
    "KVP": (("CTXRayDetailsSequence", "KVP"),),
    "ConvolutionKernel": (("CTReconstructionSequence", "ConvolutionKernel"),),
    "ConvolutionKernelGroup": (("CTReconstructionSequence", "ConvolutionKernelGroup"),),
    "ReconstructionAlgorithm": (("CTReconstructionSequence", "ReconstructionAlgorithm"),),
    "FilterType": (("CTXRayDetailsSequence", "FilterType"),),
    "ContrastBolusAgent": (
        ("ContrastBolusUsageSequence", "ContrastBolusAgentAdministered"),
        ("ContrastBolusUsageSequence", "ContrastBolusAgentPhase"),
    ),
    "ImageComments": (
        ("FrameContentSequence", "FrameComments"),
        ("FrameContentSequence", "FrameLabel"),
    ),
    "FrameReferenceDateTime": (("FrameContentSequence", "FrameReferenceDateTime"),),
    "SliceThickness": (("PixelMeasuresSequence", "SliceThickness"),),
    "TemporalPositionIdentifier": (
        ("FrameContentSequence", "TemporalPositionIndex"),
        ("TemporalPositionSequence", "TemporalPositionTimeOffset"),
    ),
    "TriggerTime": (
        ("CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"),
        ("CardiacSynchronizationSequence", "ActualCardiacTriggerDelayTime"),
    ),
    "NominalPercentageOfCardiacPhase": (
        ("CardiacSynchronizationSequence", "NominalPercentageOfCardiacPhase"),
    ),
}
_PLACES = {
    keyword: (*OWN_VALUES.get(keyword, ()), *((sequence, keyword) for sequence in UNASSIGNED))
    for keyword in (B_VALUE_KEYWORD, *MARK_KEYWORDS)
}
#: Tag of a sequence -> (its keyword, tag of an element -> its keyword).
_NAMES_BY_SEQUENCE: dict[BaseTag, tuple[str, dict[BaseTag, str]]] = {}
for _sequence, _name in (place for places in _PLACES.values() for place in places):
    _NAMES_BY_SEQUENCE.setdefault(Tag(_sequence), (_sequence, {}))[1][Tag(_name)] = _name
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
    """The slices of an Enhanced CT or MR file, in the file's order.

    Position, orientation, spacing and rescale are read per frame, or once for all frames if the
    file shares them (see `core.dicom.functional_groups`).

    Raises SetAside if something needed is missing.
    """
    layout = pixel_layout(item, header, limits)
    dataset = parse_dataset(item, header.raw)
    try:
        with quiet_pydicom():
            shared = first_item(dataset, "SharedFunctionalGroupsSequence")
            groups = dataset.get("PerFrameFunctionalGroupsSequence") or []
            if len(groups) != layout.n_frames:
                raise SetAside(
                    sentences.headers.wrong_number_of_frames(layout.n_frames, len(groups))
                )
            commas = [mend_decimal_commas(group) for group in (dataset, shared, *groups)]
            notes = (sentences.headers.decimal_comma(),) if any(commas) else ()
            stated = _stated(shared)
            distinguishing = _distinguishing_dimensions(dataset)
            frames = [
                _frame(
                    item,
                    header,
                    layout,
                    index,
                    (group, shared, dataset),
                    distinguishing,
                    notes,
                    stated,
                )
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
    groups: tuple[Dataset, Dataset, Dataset],
    distinguishing: Sequence[int],
    notes: tuple[Sentence, ...],
    stated: Mapping[tuple[str, str], str],
) -> Frame | None:
    """Frame `index` from (its own functional groups, the shared ones, the whole file); None for a
    scout view.

    `stated` is what the shared ones state of the marks.
    """
    own_type = "MRImageFrameTypeSequence" if is_mr(header) else "CTImageFrameTypeSequence"
    frame_type = find(groups, own_type, "FrameType") or ()
    if SCOUT_WORDS & {str(word).upper() for word in frame_type}:
        return None
    slope, intercept, rescale_type = stated_rescale(groups)
    content = first_item(groups[0], "FrameContentSequence")
    indices = to_numbers(content.get("DimensionIndexValues"))
    # One position for the whole file would lay all frames on each other.
    placing = groups if layout.n_frames == 1 else groups[:1]
    return Frame(
        item,
        header,
        index,
        layout,
        plane_of(
            to_numbers(find(placing, "PlanePositionSequence", "ImagePositionPatient")),
            to_numbers(find(groups, "PlaneOrientationSequence", "ImageOrientationPatient")),
            to_numbers(find(groups, "PixelMeasuresSequence", "PixelSpacing")),
        ),
        rescale_of(slope, intercept, mr=is_mr(header)),
        phase=(str(content.get("StackID", "")), str(content.get("TemporalPositionIndex", ""))),
        dimensions=tuple(int(indices[k]) for k in distinguishing if k < len(indices)),
        slice_thickness_mm=plausible_length_mm(
            to_number(find(groups, "PixelMeasuresSequence", "SliceThickness"))
        ),
        own=_own_values({**stated, **_stated(groups[0])}),
        notes=(*notes, *value_notes(header, layout, slope, intercept, rescale_type)),
    )


def _stated(group: Dataset) -> dict[tuple[str, str], str]:
    """What functional groups state of the marks: (sequence, keyword) -> text."""
    stated = {}
    for tag in _NAMES_BY_SEQUENCE.keys() & group.keys():
        sequence, names = _NAMES_BY_SEQUENCE[tag]
        values = first_item(group, sequence)
        for name_tag in names.keys() & values.keys():
            value = values[name_tag].value
            several = isinstance(value, Sequence) and not isinstance(value, str)
            if value is not None:
                text = "\\".join(map(str, value)) if several else str(value)
                stated[sequence, names[name_tag]] = text
    return stated


def _own_values(stated: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """What the frame states of itself where a file of a single slice has a header."""
    return {
        keyword: "\\".join(stated[place] for place in places if place in stated)
        for keyword, places in _PLACES.items()
        if not stated.keys().isdisjoint(places)
    }


def _distinguishing_dimensions(dataset: Dataset) -> list[int]:
    """Which of the dimension indices distinguish one stack of slices from another."""
    return [
        index
        for index, dimension in enumerate(dataset.get("DimensionIndexSequence") or [])
        if dimension.get("DimensionIndexPointer") not in ALONG_THE_STACK
    ]
