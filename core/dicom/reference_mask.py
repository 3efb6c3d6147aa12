"""A reference mask for a CT: DICOM SEG or NIfTI, on the CT's voxel grid.

codes = open_reference(Path("seg.dcm"), series).codes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.dicom import sentences
from core.dicom.items import Item, MemoryFile
from core.dicom.label_map import LabelMap, label_map_in, lies_on, on_grid_of
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.nearest import nearest_codes
from core.dicom.nifti import HEADER_BYTES, is_nifti
from core.dicom.segment_stack import stack_segments
from core.dicom.segmentation import BENIGN, LIVER, TUMOUR, Segmentation, read_segmentation
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source, list_items
from core.errors import InputError
from core.labels import BENIGN_CODE, LESION_CODES, LIVER_CODE, MALIGNANT_CODE, MASK_CODES
from core.sentence import Sentence
from core.series import Series

#: Lesions of unspecified kind count as this, as in training; no score depends on the kind.
UNSPECIFIED_KIND_CODE = MALIGNANT_CODE
#: Segment kind -> code.
SEGMENT_CODES = {LIVER: LIVER_CODE, BENIGN: BENIGN_CODE, TUMOUR: UNSPECIFIED_KIND_CODE}
#: Label of a tumour in the LiTS challenge and the Decathlon: 1 is liver, and there is no 3.
LITS_TUMOUR = 2
#: A frame lies on a CT slice if it is off by no more than this share of the slice spacing. A SEG of
#: thinner slices is resampled instead, or it would come out thicker.
ON_SLICE_TOLERANCE = 0.1


@dataclass(frozen=True, eq=False)
class ReferenceMask:
    """What someone outlined on this CT."""

    #: Base name of the file, or of the first of several.
    name: str
    #: (z, y, x) uint8 codes of `core.labels` on the CT's own grid; read-only.
    codes: np.ndarray
    #: For a person: what was left out, resampled or assumed.
    notes: tuple[Sentence, ...] = ()


def open_reference(
    sources: Source | Sequence[Source], series: Series, *, limits: Limits = DEFAULT_LIMITS
) -> ReferenceMask:
    """Read a reference mask and put it on the voxel grid of `series`.

    In a DICOM SEG, segments are identified by their names. In a NIfTI, 1 is liver and 2 a tumour of
    unspecified kind; if there is a 3, 2 is benign and 3 malignant (as in the `segmentation.nii.gz`
    of `core analyze`). A mask on the CT's own grid is used voxel by voxel, with its axes permuted
    or flipped as needed; a mask on another grid in the same place is resampled by nearest
    neighbour.

    Args:
        sources: one file, or several that belong together (a SEG for the liver, another for its
            lesions), each a path, a folder or an upload. Later outlines are drawn over earlier
            ones, and lesions always over liver.

    Raises:
        InputError: neither SEG nor NIfTI, damaged, of another patient, frame of reference or
            place than the CT, with other labels, or without a liver.
    """
    items, notes = _mask_files(sources)
    codes = np.zeros(series.volume.shape, np.uint8)
    for item in items:
        found, more = _read(item, series, limits)
        # Lesions have the higher codes: they stay where another file has only liver.
        overwrite = (found > LIVER_CODE) | (codes <= LIVER_CODE) & (found > 0)
        np.copyto(codes, found, where=overwrite)
        notes += more
    _require_liver(codes, items)
    codes.flags.writeable = False
    return ReferenceMask(items[0].name, codes, tuple(dict.fromkeys(notes)))


def _mask_files(sources: Source | Sequence[Source]) -> tuple[list[Item], list[Sentence]]:
    """The files that can be masks, with a note on the others."""
    if isinstance(sources, (str, Path, MemoryFile)):
        sources = [sources]
    items, unread = list_items(sources)
    if not items:
        if not unread:
            raise InputError(sentences.masks.no_mask_files())
        raise InputError(sentences.masks.no_mask_because(unread[0].reason, unread[0].name))
    # A licence text beside a SEG is ignored; a single file is read anyway and names its own fault.
    masks = [item for item in items if _can_be_mask(item)] or items[:1]
    others = [item.name for item in items if item not in masks]
    return masks, [sentences.masks.other_files_unused(others)] if others else []


def _can_be_mask(item: Item) -> bool:
    try:
        head = item.head(HEADER_BYTES)
    except SetAside:
        return False
    return is_nifti(item.name, head) or head[128:132] == b"DICM"


def _read(item: Item, series: Series, limits: Limits) -> tuple[np.ndarray, list[Sentence]]:
    try:
        head = item.head(HEADER_BYTES)
    except SetAside as error:
        raise InputError(sentences.files.named_reason(error.reason, item.name)) from error
    if is_nifti(item.name, head):
        return _from_nifti(label_map_in(item, limits=limits), series)
    return _from_segmentation(read_segmentation(item, limits), series, limits)


def _from_nifti(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[Sentence]]:
    found = np.flatnonzero(np.bincount(labels.codes.ravel(), minlength=256)).tolist()
    unknown = [code for code in found if code not in MASK_CODES.values()]
    if unknown:
        raise InputError(sentences.masks.unknown_labels(labels.name, list(map(str, unknown))))
    codes, notes = _on_ct(labels, series)
    if LITS_TUMOUR in found and MALIGNANT_CODE not in found:
        codes = np.where(codes == LITS_TUMOUR, np.uint8(UNSPECIFIED_KIND_CODE), codes)
        notes.append(sentences.masks.lesion_kind_unknown(labels.name))
    return codes, notes


def _from_segmentation(
    segmentation: Segmentation, series: Series, limits: Limits
) -> tuple[np.ndarray, list[Sentence]]:
    _require_same_patient(segmentation, series)
    kinds = segmentation.kinds
    if not kinds:
        raise InputError(sentences.masks.no_liver_segment(segmentation.name, segmentation.unused))
    notes = []
    if segmentation.unused:
        notes.append(sentences.masks.segments_unused(segmentation.name, segmentation.unused))
    if TUMOUR in kinds.values():
        notes.append(sentences.masks.lesion_kind_unknown(segmentation.name))
    slices = segmentation.slices_in(series, ON_SLICE_TOLERANCE)
    on_slices = segmentation.shape == series.volume.shape[1:] and all(
        index is not None
        for frame, index in zip(segmentation.frames, slices, strict=True)
        if frame.segment in kinds
    )
    if on_slices:
        codes = np.zeros(series.volume.shape, np.uint8)
        segmentation.draw(slices, SEGMENT_CODES, codes)
        return codes, notes
    codes, more = _on_ct(stack_segments(segmentation, SEGMENT_CODES, limits), series)
    return codes, notes + more


def _on_ct(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[Sentence]]:
    if lies_on(labels, series):
        return on_grid_of(labels, series, "the CT"), []
    return nearest_codes(labels, series), [sentences.masks.nearest_voxels_used(labels.name)]


def _require_same_patient(segmentation: Segmentation, series: Series) -> None:
    """According to the headers, unless one of them is blank. The message doesn't name patients."""
    mine, theirs = (
        one.strip().casefold() for one in (series.tags.patient_id, segmentation.patient_id)
    )
    if mine and theirs and mine != theirs:
        raise InputError(sentences.masks.other_patient(segmentation.name))
    frame, other = series.tags.frame_of_reference_uid, segmentation.frame_of_reference_uid
    if frame and other and frame != other:
        raise InputError(sentences.masks.other_frame_of_reference(segmentation.name))


def _require_liver(codes: np.ndarray, items: Sequence[Item]) -> None:
    if not (codes == LIVER_CODE).any():
        has_lesions = bool(np.isin(codes, LESION_CODES).any())
        raise InputError(sentences.masks.no_liver(items[0].name, len(items), has_lesions))
