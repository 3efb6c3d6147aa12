"""The regions of a DICOM RTSTRUCT as outlines on a CT's own grid."""

from __future__ import annotations

from collections.abc import Iterator

from core.annotation import Finding
from core.annotation_files import sentences
from core.annotation_files.outlines import Outline
from core.dicom.items import Item
from core.dicom.limits import Limits
from core.dicom.rtstruct import Placed, fill, place, read_structures
from core.dicom.segment_names import BENIGN as BENIGN_NAME
from core.dicom.segment_names import LIVER as LIVER_NAME
from core.dicom.sentences import contours
from core.errors import InputError
from core.labels import BENIGN, MALIGNANT
from core.sentence import Sentence
from core.series import Series


def contours_in(
    item: Item, series: Series, limits: Limits
) -> tuple[Iterator[Outline], list[Sentence]]:
    """The liver, then each lesion (`core.dicom.rtstruct.fill`), and what was left out.

    Raises:
        InputError: damaged, of another patient or frame of reference, without liver and lesion, or
            with contours that lie on no slice or outside the images.
    """
    structures = read_structures(item, series, limits)
    used, unused = structures.used, structures.unused
    if not used:
        raise InputError(sentences.no_liver_or_lesion(item.name, unused))
    lines = sum(roi.n_lines for roi in used)
    notes: list[Sentence] = [contours.contours_not_areas(item.name, lines)] if lines else []
    if unused:
        notes.append(sentences.segments_unused(item.name, unused))
    liver_first = sorted(used, key=lambda roi: roi.kind != LIVER_NAME)
    if liver_first[0].kind != LIVER_NAME:
        notes.append(sentences.liver_not_outlined(item.name))
    placed = [(roi.kind, place(roi, item.name, series)[0]) for roi in liver_first]
    return _drawn(placed, series), notes


def _drawn(placed: list[tuple[str | None, Placed]], series: Series) -> Iterator[Outline]:
    for kind, areas in placed:
        looks = BENIGN if kind == BENIGN_NAME else MALIGNANT
        voxels = fill(areas, series.volume.shape)
        yield Outline(voxels, None if kind == LIVER_NAME else Finding(0, looks=looks))
