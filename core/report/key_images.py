"""The key images: CT with contours and numbers, and beside it the heatmap of the same slice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from core.attribution import Explanation
from core.export.explanation import colours
from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis
from core.report import sentences
from core.report.field import Field
from core.report.fonts import FONT
from core.report.key_slices import KeySlice
from core.report.paper import BELOW, FAINT, SMALL, WIDTH, class_name, paragraph, section
from core.report.slice_picture import Overlay, SlicePicture
from core.report.verdict import outside
from core.vocabulary.forms import HU, PROBABILITY
from core.vocabulary.patient import is_outside
from core.vocabulary.signal import with_unit
from core.vocabulary.slices import P_CLASS

_GAP = 5 * mm
_EACH = (WIDTH - _GAP) / 2
#: Three rows fit on a page.
TALLEST = 61 * mm
_BAR_STEPS = 48
#: Less heat than this outside the picture is not mentioned.
NOTABLE_SHARE = 0.05
_PLAIN = TableStyle(
    [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def key_images(
    analysis: Analysis,
    slices: Sequence[KeySlice],
    heat: Sequence[Explanation],
    without_heat: str,
) -> list[Flowable]:
    """One row per slice with heatmaps, two slices per row without.

    Args:
        heat: one per slice of `slices`, or none at all.
        without_heat: says why there is none.
    """
    field = Field.of(analysis)
    told: list[Flowable] = [
        *outside(analysis.patient),
        paragraph(_introduction(analysis, slices, field), SMALL),
    ]
    if heat:
        told += [paragraph(sentences.what_a_heatmap_is(), SMALL), _heat_key()]
    else:
        told.append(paragraph(without_heat, SMALL))
    cells = []
    for number, one in enumerate(slices, start=1):
        overlay = Overlay(
            field.cut(analysis.mask[one.index]),
            field.cut(one.numbers),
            field.spacing_mm[1],
            is_greyed=is_outside(analysis.patient.category),
        )
        ct = SlicePicture(field.ct(analysis.series, one.index), overlay, _EACH, TALLEST)
        cells.append([ct, paragraph(_caption(analysis, one, number), BELOW)])
        if heat:
            explanation = heat[number - 1]
            shown = field.heat(analysis.series, explanation)
            picture = SlicePicture(shown, overlay, _EACH, TALLEST)
            said = heat_caption(explanation, field.heat_outside(explanation))
            cells.append([picture, paragraph(said, BELOW)])
    rows = [_row(cells[start : start + 2]) for start in range(0, len(cells), 2)]
    return section("Key images", [*told, rows[0]], *rows[1:])


def heat_caption(explanation: Explanation, outside: float) -> str:
    """What the map explains and where its heat lies; `outside` is the share off the picture."""
    overlap = explanation.overlap
    shares = [
        f"{share:.0%} in {where}"
        for share, where in (
            (overlap.energy_in_lesion, "the lesions"),
            (overlap.energy_in_liver, "the liver"),
        )
        if share is not None
    ]
    if outside >= NOTABLE_SHARE:
        shares.append(f"{outside:.0%} outside this picture")
    if not (explanation.heatmap > 0).any():
        shares = []
    lies = f" Of its heat {', '.join(shares)}." if shares else " No heat on this slice."
    return f"Grad-CAM of the {class_name(explanation.target).lower()} score.{lies}"


def _row(cells: list[list[Flowable]]) -> Flowable:
    left, right = cells[0], cells[1] if len(cells) > 1 else ""
    table = Table([[left, "", right]], colWidths=[_EACH, _GAP, _EACH], style=_PLAIN)
    return KeepTogether([table, Spacer(1, 2 * mm)])


def _caption(analysis: Analysis, one: KeySlice, number: int) -> str:
    scores = ", ".join(
        f"{P_CLASS[name].title} {PROBABILITY.text(p)}"
        for name, p in reversed(
            list(zip(SLICE_CLASSES, analysis.probabilities[one.index], strict=True))
        )
    )
    where = f"Image {number}: slice {one.index + 1} of {analysis.series.n_slices}"
    return f"{where}, {_chosen_for(one, analysis)}. {scores}."


def _chosen_for(one: KeySlice, analysis: Analysis) -> str:
    if len(one.lesion_ids) > 6:
        return f"lesions {one.lesion_ids[0]} and {len(one.lesion_ids) - 1} more"
    if one.lesion_ids:
        ids = ", ".join(map(str, one.lesion_ids))
        return f"{'lesion' if len(one.lesion_ids) == 1 else 'lesions'} {ids}"
    if analysis.liver_area_mm2.any():
        return "the highest p(malignant) of the liver"
    return "the middle of the series"


def _introduction(analysis: Analysis, slices: Sequence[KeySlice], field: Field) -> str:
    pictured = sum(len(one.lesion_ids) for one in slices)
    left = len(analysis.lesions) - pictured
    told = [sentences.which_slices() if analysis.lesions else sentences.no_lesion_for_the_table()]
    if left > 0:
        told.append(sentences.lesions_without_image(left))
    whose = sentences.whose_contours(analysis.is_corrected)
    series = analysis.series
    shown_as = (
        HU.text(field.width),
        with_unit(HU.text(field.level), series.unit),
        sentences.seen_from(series.plane),
    )
    if is_outside(analysis.patient.category):
        shown = sentences.how_greyed_images_are_shown(*shown_as, whose)
        return " ".join([*told, shown])
    told.append(
        sentences.how_images_are_shown(
            *shown_as,
            class_name(BENIGN).lower(),
            class_name(MALIGNANT).lower(),
            whose,
        )
    )
    return " ".join(told)


def _heat_key() -> Drawing:
    """The colours from no heat to full colour."""
    drawing = Drawing(WIDTH, 14)
    wide, left = 90.0, 50.0
    drawing.add(String(0, 5, "Heat: none", fontName=FONT, fontSize=7.6, fillColor=FAINT))
    step = wide / _BAR_STEPS
    for number, colour in enumerate(colours(np.linspace(0, 1, _BAR_STEPS)) / 255):
        box = Rect(left + number * step, 4, step + 0.3, 7, strokeColor=None)
        box.fillColor = Color(*colour.tolist())
        drawing.add(box)
    words = "full colour: the same value on every slice of the series, for one score"
    drawing.add(String(left + wide + 5, 5, words, fontName=FONT, fontSize=7.6, fillColor=FAINT))
    return drawing
