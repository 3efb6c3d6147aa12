"""The report as a recipe: what comes after what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from core.laboratory import Shown
from core.lesions import liver_burden
from core.measurements import Measurement
from core.modality import CT
from core.models import Model
from core.pipeline import Analysis
from core.report import sentences
from core.report.cautions import cautions
from core.report.correction import correction
from core.report.findings import findings
from core.report.fonts import described, forget_fonts
from core.report.heat import heatmaps, why_none
from core.report.identity import UNNAMED, Identity, identity_of
from core.report.key_images import key_images
from core.report.key_slices import key_slices
from core.report.laboratory import laboratory as laboratory_values
from core.report.lesion_table import lesion_table
from core.report.measurement_table import measurement_table
from core.report.model_card import model_card
from core.report.pages import PageWords, pdf_of
from core.report.paper import (
    BODY,
    CELL,
    FAINT,
    TITLE,
    WARNING,
    WIDTH,
    letters_missing,
    paragraph,
    printable,
    section,
)
from core.report.risk_chart import risk_chart
from core.report.rules import rules
from core.report.series_facts import series_rows, study_words
from core.report.verdict import needs_review, outside, sizes_untrusted, verdict
from core.series import header_date

_FACTS, _GUTTER = 88 * mm, 6 * mm
#: reportlab keeps fonts and state for the whole process.
_lock = threading.Lock()


def report_pdf(
    analysis: Analysis,
    model: Model,
    *,
    include_name: bool = False,
    subject: str = "",
    heatmaps_wanted: bool = True,
    measurements: Sequence[Measurement] = (),
    laboratory: Shown | None = None,
    made_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> bytes:
    """The PDF of one analysed series, A4; the same arguments give the same bytes.

    Args:
        model: the one that made `analysis`, for its card and the heatmaps.
        include_name: put the patient's name and ID on it; otherwise neither is in it anywhere.
        subject: a pseudonym to put in their place.
        heatmaps_wanted: False leaves the Grad-CAM beside the key images out.
        measurements: what a reader measured in the series.
        laboratory: values that were loaded; they stand beside the result and change nothing.
        made_at: the time printed on each page, aware of its zone (default: now).
        progress: called with (heatmaps done, heatmaps in all).

    Raises:
        Cancelled: `cancel` was set.
    """
    slices = key_slices(analysis)
    without = why_none(model, wanted=heatmaps_wanted)
    heat = []
    if not without:
        heat = heatmaps(analysis, model, slices, progress=progress, cancel=cancel)
    identity = identity_of(analysis.series.tags, include_name=include_name, subject=subject)
    burden = liver_burden(analysis.liver_area_mm2, analysis.series, analysis.lesions)
    who = f"patient {UNNAMED}" if identity.words == UNNAMED else identity.words
    words = PageWords(who, study_words(analysis.series), made_at or datetime.now(UTC))
    with _lock:
        forget_fonts()
        letters_missing.clear()
        told = [paragraph(sentence, BODY) for sentence in findings(analysis, burden)]
        story = [
            paragraph(f"Liver {analysis.series.tags.modality or CT}, read by a model", TITLE),
            _head(analysis, identity),
            *needs_review(analysis.patient),
            *correction(analysis, identity),
            *cautions(analysis, identity),
            *section("Findings", [*outside(analysis.patient), *told[:1]], *told[1:]),
            *risk_chart(analysis, slices),
            *key_images(analysis, slices, heat, without),
            *lesion_table(analysis.lesions, outside(analysis.patient), analysis.series.unit),
            *measurement_table(
                measurements,
                analysis.series.unit,
                analysis.series.plane,
                sizes_untrusted(analysis.patient),
            ),
            *laboratory_values(laboratory, header_date(analysis.series.tags)),
            *rules(analysis, model),
            *model_card(analysis, model),
        ]
        return pdf_of([*story[:2], *_without_font(words), *story[2:]], words)


def _head(analysis: Analysis, identity: Identity) -> Flowable:
    """Facts of the series beside the verdict."""
    rows = [
        [_label(what), paragraph(value, CELL)]
        for what, value in series_rows(analysis.series, identity)
    ]
    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0.6),
    ]
    facts = Table(rows, colWidths=[30 * mm, _FACTS - 30 * mm], style=TableStyle(plain))
    said = verdict(analysis, WIDTH - _FACTS - _GUTTER)
    return Table(
        [[facts, "", said]],
        colWidths=[_FACTS, _GUTTER, WIDTH - _FACTS - _GUTTER],
        style=TableStyle(plain),
        spaceBefore=2 * mm,
        spaceAfter=2 * mm,
    )


def _without_font(words: PageWords) -> list[Flowable]:
    """The letters that stand as numbers, once everything but the head of the pages was set."""
    printable(words.subject)
    letters = [described(letter) for letter in letters_missing]
    return [paragraph(sentences.letters_without_font(letters), WARNING)] if letters else []


def _label(text: str) -> Flowable:
    style = CELL.clone("label", textColor=FAINT)
    return paragraph(text, style)
