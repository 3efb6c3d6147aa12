"""Outlines made elsewhere or here: DICOM SEG, RTSTRUCT, or volumes, with or without their JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.annotation import BEFORE_FINDINGS, LIVER, Annotation, Finding
from core.annotation.change import check_findings
from core.annotation_files import sentences
from core.annotation_files.contours import contours_in
from core.annotation_files.nifti import voxels_of
from core.annotation_files.outlines import Outline, annotation_of
from core.annotation_files.seg_read import outlines_in
from core.annotation_files.table import Table, read_table
from core.dicom.headers import HEAD_BYTES, read_header
from core.dicom.items import Item
from core.dicom.kinds import RTSTRUCT_CLASS
from core.dicom.label_map import label_map_in
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.mask_files import MaskFiles, mask_files
from core.dicom.nifti import is_volume
from core.dicom.nifti_file import HEADER_BYTES
from core.dicom.reference_mask import codes_in
from core.dicom.segmentation import read_segmentation
from core.dicom.sentences import files as file_sentences
from core.dicom.sentences import masks
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source
from core.errors import InputError
from core.labels import BENIGN, BENIGN_CODE, MALIGNANT, MALIGNANT_CODE, MASK_CODES
from core.sentence import Sentence
from core.series import Series


@dataclass(frozen=True, eq=False)
class Imported:
    """What the files hold, to be corrected."""

    annotation: Annotation
    #: For a person: what was left out or assumed.
    notes: tuple[Sentence, ...] = ()


def read_annotation(
    sources: Source | Sequence[Source], series: Series, *, limits: Limits = DEFAULT_LIMITS
) -> Imported:
    """The outlines in one file, or in several that belong together, on the CT's own grid.

    What `write_nifti` and `write_seg` wrote comes back voxel for voxel; with their JSON beside it
    also everything that was said. In anyone else's file each connected lesion becomes a finding:
    of a SEG and an RTSTRUCT by what it says of its segments, of a volume as `open_reference` reads
    it. A volume with labels above 3 numbers its lesions: 1 is liver, n + 1 finding n.

    Raises:
        InputError: no segmentation, damaged, or of another patient, frame of reference or grid:
            nothing is resampled.
    """
    found = mask_files(sources, limits)
    table = _table(found, series)
    volumes = [item for item in found.masks if _is_volume(item)]
    if table is not None and len(found.masks) == len(volumes) == 1:
        return _own_volume(volumes[0], table, series, limits)
    if table is None and len(found.masks) == len(volumes) == 1:
        numbered = _numbered_volume(volumes[0], series, limits)
        if numbered is not None:
            return numbered
    notes = found.notes
    outlines: list[Iterator[Outline]] = []
    for item in found.masks:
        if item not in volumes:
            drawn, more = _from_dicom(item, series, limits)
            outlines.append(drawn)
            notes += more
    if volumes:
        drawn, more = _from_volumes(volumes, series, limits)
        outlines.append(drawn)
        notes += more
    every = (one for drawn in outlines for one in drawn)
    annotation = annotation_of(every, series.volume.shape, found.masks[0].name)
    if table is not None:
        annotation = Annotation(annotation.voxels, table.findings, table.slice_labels)
        check_findings(annotation)
    return Imported(annotation, tuple(dict.fromkeys(notes)))


def _table(found: MaskFiles, series: Series) -> Table | None:
    read = {item.name: read_table(item, series) for item in found.tables}
    tables = {name: table for name, table in read.items() if table is not None}
    if len(tables) > 1:
        raise InputError(sentences.several_tables(sorted(tables)))
    # It was read: it is not among what was not used.
    found.others = [name for name in found.others if name not in tables]
    return next(iter(tables.values()), None)


def _is_volume(item: Item) -> bool:
    try:
        return is_volume(item.name, item.head(HEADER_BYTES))
    except SetAside as error:
        raise InputError(file_sentences.named_reason(error.reason, item.name)) from error


def _own_volume(item: Item, table: Table, series: Series, limits: Limits) -> Imported:
    voxels = voxels_of(label_map_in(item, limits=limits), series)
    if voxels is None:
        raise InputError(sentences.another_grid(item.name))
    annotation = Annotation(voxels, table.findings, table.slice_labels)
    check_findings(annotation)
    return Imported(annotation)


def _numbered_volume(item: Item, series: Series, limits: Limits) -> Imported | None:
    """A volume that numbers its lesions, as ours does when its JSON is missing; None for one of at
    most the labels of `core.labels`, or one that names them."""
    labels = label_map_in(item, limits=limits)
    present = np.flatnonzero(np.bincount(labels.codes.ravel(), minlength=256))
    if labels.names or present.max() <= max(MASK_CODES.values()):
        return None
    voxels = voxels_of(labels, series)
    if voxels is None:
        raise InputError(sentences.another_grid(item.name))
    findings = tuple(Finding(int(value) - BEFORE_FINDINGS) for value in present if value > LIVER)
    return Imported(Annotation(voxels, findings), (sentences.table_missing(item.name),))


def _from_dicom(
    item: Item, series: Series, limits: Limits
) -> tuple[Iterator[Outline], list[Sentence]]:
    try:
        sop_class = read_header(item, item.head(HEAD_BYTES)).sop_class
    except SetAside as error:
        raise InputError(sentences.no_outlines(item.name)) from error
    if sop_class == RTSTRUCT_CLASS:
        return contours_in(item, series, limits)
    return outlines_in(read_segmentation(item, limits), series)


def _from_volumes(
    items: Sequence[Item], series: Series, limits: Limits
) -> tuple[Iterator[Outline], list[Sentence]]:
    codes, used, notes = codes_in(items, series, limits)
    if any(note.code == masks.nearest_voxels_used.__name__ for note in notes):
        raise InputError(sentences.another_grid(used[0].name))
    return _by_code(codes), notes


def _by_code(codes: np.ndarray) -> Iterator[Outline]:
    yield Outline(codes > 0)
    for code, looks in ((BENIGN_CODE, BENIGN), (MALIGNANT_CODE, MALIGNANT)):
        if (codes == code).any():
            yield Outline(codes == code, Finding(0, looks=looks))
