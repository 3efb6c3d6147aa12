"""A reference mask on a CT's voxel grid: DICOM SEG or RTSTRUCT, NIfTI, NRRD or MetaImage.

codes = open_reference(Path("seg.dcm"), series).codes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dicom import sentences
from core.dicom.items import Item, display_name
from core.dicom.label_map import LabelMap, label_map_in, lies_on, on_grid_of
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.mask_files import mask_files, outlines
from core.dicom.nearest import nearest_codes
from core.dicom.nifti import is_volume
from core.dicom.nifti_file import HEADER_BYTES
from core.dicom.rtstruct import codes_of_regions, is_rtstruct, read_structures
from core.dicom.segment_names import BENIGN, LIVER, OTHER, TUMOUR, segment_kind
from core.dicom.segment_stack import stack_segments
from core.dicom.segmentation import Segmentation, read_segmentation
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source
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

    @cached_property
    def slice_codes(self) -> np.ndarray:
        """(z,) uint8: of each slice the highest code on it, so that a lesion counts before liver
        and `MALIGNANT_CODE` before `BENIGN_CODE`."""
        return self.codes.max(axis=(1, 2))

    @property
    def has_liver(self) -> bool:
        return bool((self.codes == LIVER_CODE).any())


def open_reference(
    sources: Source | Sequence[Source],
    series: Series,
    *,
    needs_liver: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> ReferenceMask:
    """Read a reference mask and put it on the voxel grid of `series`.

    In a DICOM SEG or RTSTRUCT, and in a .seg.nrrd of 3D Slicer, segments are identified by what
    the file says of them. In any other volume (NIfTI, NRRD, MetaImage), 1 is liver and 2 a tumour
    of unspecified kind; if there is a 3, 2 is benign and 3 malignant (as in the
    `segmentation.nii.gz` of `core analyze`). A volume with a single label is what its file is
    called, such as `liver` or `liver_tumor`; one that is called another organ is left out, and so
    is one whose name says nothing beside a file called liver.

    A mask on the CT's own grid is used voxel by voxel, with its axes permuted or flipped as needed;
    a mask on another grid in the same place is resampled by nearest neighbour. Contours of an
    RTSTRUCT that lie between slices go to the nearest slice, at most half the spacing away.

    Args:
        sources: one file, or several that belong together (a SEG for the liver, another for its
            lesions), each a path, a folder, an archive or an upload. Later outlines are drawn
            over earlier ones, and lesions always over liver.
        needs_liver: whether one without a liver is refused: scores are of the liver's slices, but
            lesions alone can be looked at.

    Raises:
        InputError: no segmentation, damaged, of another patient, frame of reference or
            place than the CT, with other labels, or without a liver.
    """
    files = mask_files(sources, limits)
    return reference_in(files.masks, series, files.notes, needs_liver=needs_liver, limits=limits)


def reference_in(
    items: Sequence[Item],
    series: Series,
    notes: Sequence[Sentence] = (),
    *,
    needs_liver: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> ReferenceMask:
    """`open_reference` of files that were found already; `notes` go before its own."""
    codes, used, more = codes_in(items, series, limits)
    notes = [*notes, *more]
    if needs_liver:
        _require_liver(codes, used)
    if not np.isin(codes, LESION_CODES).any():
        notes.append(sentences.masks.no_lesions_outlined(used[0].name, len(used)))
    codes.flags.writeable = False
    return ReferenceMask(used[0].name, codes, tuple(dict.fromkeys(notes)))


def codes_in(
    items: Sequence[Item], series: Series, limits: Limits
) -> tuple[np.ndarray, list[Item], list[Sentence]]:
    """(codes (z, y, x) as in `ReferenceMask`, the files that were used, notes), liver or not.

    Raises:
        InputError: as `open_reference`, but for a missing liver.
    """
    notes: list[Sentence] = []
    codes = np.zeros(series.volume.shape, np.uint8)
    used, unused = _by_name(items)
    for item in used:
        found, more = _read(item, codes, series, limits, named=bool(unused) or len(used) > 1)
        # Lesions have the higher codes: they stay where another file has only liver.
        overwrite = (found > LIVER_CODE) | (codes <= LIVER_CODE) & (found > 0)
        np.copyto(codes, found, where=overwrite)
        notes += more
    if unused:
        notes.insert(0, sentences.masks.files_unused(unused))
    return codes, used, notes


def _by_name(items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """(the files to read, those of the liver first; names of the others)."""
    if len(items) == 1:
        return list(items), []
    kinds = {id(item): outlines(item).kind if _is_volume(item) else None for item in items}
    # Beside a file called liver, one that doesn't say what it is is not taken for liver.
    liver_named = LIVER in kinds.values()
    used = [
        item
        for item in items
        if kinds[id(item)] != OTHER
        and not (liver_named and kinds[id(item)] is None and _is_nameless(item))
    ]
    unused = [item.name for item in items if item not in used]
    if not used:
        raise InputError(sentences.masks.no_liver_by_name(unused))
    return sorted(used, key=lambda item: kinds[id(item)] != LIVER), unused


def _read(
    item: Item, before: np.ndarray, series: Series, limits: Limits, *, named: bool
) -> tuple[np.ndarray, list[Sentence]]:
    """The codes in one file on the CT, and notes.

    Args:
        before: the codes of the files read before, those of the liver among them.
        named: there are several files, told apart by their names.
    """
    if not _is_volume(item):
        if is_rtstruct(item):
            return codes_of_regions(read_structures(item, series, limits), series, SEGMENT_CODES)
        return _from_segmentation(read_segmentation(item, limits), series, limits)
    labels = label_map_in(item, limits=limits)
    if labels.names:
        return _from_names(labels, series)
    kind = outlines(item).kind
    one_label = len(np.unique(labels.codes)) <= 2
    if kind == OTHER and one_label and not named:
        raise InputError(sentences.masks.no_liver_by_name([item.name]))
    # A map of several labels is one whatever it is called; but lesions that have a file of their
    # own, beside one of the liver, may be numbered.
    numbered = kind in (BENIGN, TUMOUR) and named and bool(before.any())
    if kind in SEGMENT_CODES and (one_label or numbered):
        codes, notes = _on_ct(labels, series)
        if one_label or not _marks_liver(codes, before):
            if kind == TUMOUR and codes.any():
                notes.append(sentences.masks.lesion_kind_unknown(labels.name))
            return np.where(codes > 0, np.uint8(SEGMENT_CODES[kind]), np.uint8(0)), notes
    return _from_label_map(labels, series)


def _is_volume(item: Item) -> bool:
    try:
        return is_volume(item.name, item.head(HEADER_BYTES))
    except SetAside as error:
        raise InputError(sentences.files.named_reason(error.reason, item.name)) from error


def _is_nameless(item: Item) -> bool:
    """Whether a file can only be told by its name: it is no SEG and no .seg.nrrd."""
    return _is_volume(item) and not item.name.lower().endswith(".seg.nrrd")


def _marks_liver(codes: np.ndarray, liver: np.ndarray) -> bool:
    """Whether label 1 of a file called lesions is the liver itself: "liver_tumor" may hold both,
    or number the lesions."""
    shared = np.count_nonzero((codes == LIVER_CODE) & (liver > 0))
    return bool(shared > np.count_nonzero(liver) / 2)


def _from_names(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[Sentence]]:
    """The labels of a file that names them, as 3D Slicer's .seg.nrrd does."""
    kinds = {label: kind for label, name in labels.names.items() if (kind := segment_kind(name))}
    unused = sorted(name for label, name in labels.names.items() if label not in kinds)
    unused = [display_name(name) for name in unused]
    if not kinds:
        raise InputError(sentences.masks.no_liver_segment(labels.name, unused))
    codes, notes = _on_ct(labels, series)
    recode = np.zeros(256, np.uint8)
    for label, kind in kinds.items():
        if label < len(recode):
            recode[label] = SEGMENT_CODES[kind]
    if unused:
        notes.append(sentences.masks.segments_unused(labels.name, unused))
    if TUMOUR in kinds.values():
        notes.append(sentences.masks.lesion_kind_unknown(labels.name))
    return recode[codes], notes


def _from_label_map(labels: LabelMap, series: Series) -> tuple[np.ndarray, list[Sentence]]:
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
    require_same_patient(segmentation, series)
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
        if segmentation.shows(frame)
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


def require_same_patient(segmentation: Segmentation, series: Series) -> None:
    """Raises InputError where the headers say otherwise; one that is blank says nothing. The
    message doesn't name patients."""
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
