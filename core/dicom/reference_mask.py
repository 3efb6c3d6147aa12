"""A reference mask for a CT: DICOM SEG or NIfTI, laid on the CT's voxels.

codes = open_reference(Path("seg.dcm"), series).codes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

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
from core.series import Series

#: What a lesion of unsaid kind counts as, as in training; no score here looks at the kind.
UNSAID_KIND_CODE = MALIGNANT_CODE
#: Segment kind -> code.
SEGMENT_CODES = {LIVER: LIVER_CODE, BENIGN: BENIGN_CODE, TUMOUR: UNSAID_KIND_CODE}
#: Of the LiTS challenge and the Decathlon: 1 liver, 2 tumour, no 3.
LITS_TUMOUR = 2
#: A frame lies on a CT slice if it is no further off than this share of the slices' distance; a
#: SEG of thinner slices is looked up plane by plane instead, or it would come out thicker.
ON_SLICE = 0.1
NAMED_AT_MOST = 5


@dataclass(frozen=True, eq=False)
class ReferenceMask:
    """What somebody outlined on this CT."""

    #: Base name of the file, or of the first of several.
    name: str
    #: (z, y, x) uint8 codes of `core.labels` on the CT's own grid; read-only.
    codes: np.ndarray
    #: One sentence each, for a person: what was left out, moved or taken for something.
    notes: tuple[str, ...] = ()


def open_reference(
    sources: Source | Sequence[Source], series: Series, *, limits: Limits = DEFAULT_LIMITS
) -> ReferenceMask:
    """Read a reference mask and lay it on the voxels of `series`.

    In a DICOM SEG, segments are known by their names; in a NIfTI, 1 is liver and 2 a tumour of
    unsaid kind, or, where there is a 3, 2 is benign and 3 malignant (`segmentation.nii.gz` of
    `core analyze`). What lies on the CT's own grid is taken voxel by voxel, turned or flipped as
    needed; what lies in the same place on another grid takes the nearest voxel's code.

    Args:
        sources: a file, or several that belong together (one SEG for the liver, one for its
            lesions): a path, a folder or an upload each. A later file's outline is drawn over an
            earlier one's, lesions always over liver.

    Raises:
        InputError: neither SEG nor NIfTI, damaged, of another patient, frame of reference or
            place than the CT, with other labels, or without a liver.
    """
    items, notes = _masks_among(sources)
    codes = np.zeros(series.volume.shape, np.uint8)
    for item in items:
        found, said = _read(item, series, limits)
        # Lesions have the higher codes: they stay where another file has liver only.
        later_wins = (found > LIVER_CODE) | (codes <= LIVER_CODE) & (found > 0)
        np.copyto(codes, found, where=later_wins)
        notes += said
    _require_liver(codes, items)
    codes.flags.writeable = False
    return ReferenceMask(items[0].name, codes, tuple(dict.fromkeys(notes)))


def _masks_among(sources: Source | Sequence[Source]) -> tuple[list[Item], list[str]]:
    """The files to read; of several those that can be masks, with a note on the others."""
    single = isinstance(sources, (str, Path, MemoryFile))
    items, unread = list_items([sources] if single else list(sources))
    if not items:
        why = f"{unread[0].name}: {unread[0].reason}" if unread else "no files were given"
        raise InputError(f"No reference mask there ({why}): choose a DICOM SEG or a NIfTI.")
    # A licence text beside a SEG is no reason to refuse it; a lone file is, with its own reason.
    masks = [item for item in items if _can_be_mask(item)] or items[:1]
    others = [item.name for item in items if item not in masks]
    return masks, [f"Not used, being neither SEG nor NIfTI: {_listed(others)}."] if others else []


def _can_be_mask(item: Item) -> bool:
    try:
        head = item.head(HEADER_BYTES)
    except SetAside:
        return False
    return is_nifti(item.name, head) or head[128:132] == b"DICM"


def _read(item: Item, series: Series, limits: Limits) -> tuple[np.ndarray, list[str]]:
    try:
        head = item.head(HEADER_BYTES)
    except SetAside as reason:
        raise InputError(f"{item.name}: {reason}.") from reason
    if is_nifti(item.name, head):
        return _from_nifti(label_map_in(item, limits=limits), series)
    return _from_segmentation(read_segmentation(item, limits), series, limits)


def _from_nifti(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[str]]:
    found = np.flatnonzero(np.bincount(labels.codes.ravel(), minlength=256)).tolist()
    unknown = [code for code in found if code not in MASK_CODES.values()]
    if unknown:
        raise InputError(
            f"{labels.name}: holds the labels {_listed(map(str, unknown))} beside 0 background, "
            "1 liver, 2 and 3 lesions: recode them."
        )
    codes, notes = _on_ct(labels, series)
    if LITS_TUMOUR in found and MALIGNANT_CODE not in found:
        codes = np.where(codes == LITS_TUMOUR, np.uint8(UNSAID_KIND_CODE), codes)
        notes.append(_unsaid(labels.name))
    return codes, notes


def _from_segmentation(
    segmentation: Segmentation, series: Series, limits: Limits
) -> tuple[np.ndarray, list[str]]:
    _require_same_patient(segmentation, series)
    kinds = segmentation.kinds
    if not kinds:
        raise InputError(
            f"{segmentation.name}: holds no segment called liver or lesion, but "
            f"{_listed(segmentation.unused) or 'none at all'}: choose the SEG with the liver."
        )
    notes = []
    if segmentation.unused:
        notes.append(f"{segmentation.name}: not used are {_listed(segmentation.unused)}.")
    if TUMOUR in kinds.values():
        notes.append(_unsaid(segmentation.name))
    slices = segmentation.slices_in(series, ON_SLICE)
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


def _on_ct(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[str]]:
    if lies_on(labels, series):
        return on_grid_of(labels, series, "the CT"), []
    return nearest_codes(labels, series), [
        f"{labels.name} lies on another grid than the CT: each CT voxel took the nearest label."
    ]


def _require_same_patient(segmentation: Segmentation, series: Series) -> None:
    """By what the headers say; what they don't say can't differ. The names stay unsaid."""
    mine, theirs = series.tags.patient_id.strip(), segmentation.patient_id.strip()
    if mine and theirs and mine != theirs:
        raise InputError(
            f"{segmentation.name}: is of another patient than the CT, by the patient IDs in their "
            "headers: choose the SEG of this series."
        )
    frame, other = series.tags.frame_of_reference_uid, segmentation.frame_of_reference_uid
    if frame and other and frame != other:
        raise InputError(
            f"{segmentation.name}: lies in another frame of reference than the CT, so that their "
            "places can't be compared: choose the SEG that was drawn on this series."
        )


def _require_liver(codes: np.ndarray, items: Sequence[Item]) -> None:
    if (codes == LIVER_CODE).any():
        return
    lesions = "lesions but " if np.isin(codes, LESION_CODES).any() else ""
    name = items[0].name if len(items) == 1 else f"{items[0].name} and {len(items) - 1} more"
    raise InputError(
        f"{name}: marks {lesions}no liver on this CT: add the outline of the liver "
        "(label 1, or a segment called liver)."
    )


def _unsaid(name: str) -> str:
    return f"{name}: the lesions' kind is not told; they are shown as malignant-looking."


def _listed(names: Sequence[str]) -> str:
    names = list(names)
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
