"""Slices of an Enhanced (multi-frame) CT, from its functional groups (PS3.3 A.38, C.7.6.16)."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom import Dataset
from pydicom.tag import Tag

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
    find,
    first_item,
    mend_decimal_commas,
    stated_rescale,
    to_number,
    to_numbers,
)
from core.dicom.headers import PYDICOM_ERRORS, Header, parse_dataset, quiet_pydicom
from core.dicom.items import Item
from core.dicom.kinds import SCOUT_WORDS
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside
from core.sentence import Sentence

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
            distinguishing = _distinguishing_dimensions(dataset)
            frames = [
                _frame(item, header, layout, index, (group, shared, dataset), distinguishing, notes)
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
) -> Frame | None:
    """Frame `index` from (its own functional groups, the shared ones, the whole file); None for a
    scout view."""
    frame_type = find(groups, "CTImageFrameTypeSequence", "FrameType") or ()
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
        rescale_of(slope, intercept),
        phase=(str(content.get("StackID", "")), str(content.get("TemporalPositionIndex", ""))),
        dimensions=tuple(int(indices[k]) for k in distinguishing if k < len(indices)),
        slice_thickness_mm=plausible_length_mm(
            to_number(find(groups, "PixelMeasuresSequence", "SliceThickness"))
        ),
        notes=(*notes, *value_notes(header, layout, slope, intercept, rescale_type)),
    )


def _distinguishing_dimensions(dataset: Dataset) -> list[int]:
    """Which of the dimension indices distinguish one stack of slices from another."""
    return [
        index
        for index, dimension in enumerate(dataset.get("DimensionIndexSequence") or [])
        if dimension.get("DimensionIndexPointer") not in ALONG_THE_STACK
    ]
