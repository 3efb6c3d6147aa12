"""The verdict: category, probabilities with their interval, and whether a person should look."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from core.cautions.caution import NOTE
from core.labels import INDETERMINATE, NORMAL
from core.pipeline import Analysis
from core.report import sentences
from core.report.fonts import BOLD, FONT
from core.report.paper import (
    BODY,
    CLASS_COLOURS,
    FAINT,
    GREYED,
    INK,
    RULE,
    SMALL,
    STOP,
    WARNING,
    paragraph,
)
from core.risk import PatientRisk
from core.risk.settings import ORDER
from core.vocabulary.forms import PROBABILITY
from core.vocabulary.patient import (
    P_CLASS,
    headline,
    is_outside,
    probability,
    reason_words,
    sizes_text,
)

_ROW, _BAR, _NAME = 15, 7, 66


def verdict(analysis: Analysis, width: float) -> list[Flowable]:
    """Category in large letters, bars, and the rule that made them; `width` in points."""
    patient = analysis.patient
    big = ParagraphStyle(
        "category",
        fontName=BOLD,
        fontSize=16,
        leading=20,
        textColor=headline_colour(analysis),
        spaceAfter=4,
    )
    return [
        paragraph(headline(patient), big),
        *_why(patient),
        *_doubt(analysis),
        bars(patient, width),
        paragraph(sentences.rule_and_thresholds(patient.method, threshold_words(analysis)), SMALL),
        paragraph(
            sentences.what_the_interval_is() if patient.interval else sentences.no_interval(), SMALL
        ),
    ]


def headline_colour(analysis: Analysis) -> Color:
    """Never the green of "Normal" over a reason to doubt it."""
    category = analysis.patient.category
    heavy = any(caution.severity != NOTE for caution in analysis.cautions)
    doubted = category == NORMAL and (heavy or analysis.patient.needs_review)
    return CLASS_COLOURS.get(INDETERMINATE if doubted else category, INK)


def _why(patient: PatientRisk) -> list[Flowable]:
    """The reasons why a series is not assessable, before any of its numbers."""
    if not is_outside(patient.category):
        return []
    words = sentences.not_assessable(reason_words(patient.reasons))
    return [paragraph(words, STOP)]


def outside(patient: PatientRisk) -> list[Flowable]:
    """What stands over scores and outlines that are only there to be looked at; or nothing."""
    if not is_outside(patient.category):
        return []
    return [paragraph(sentences.outside(bool(sizes_text(patient.reasons))), STOP)]


def sizes_untrusted(patient: PatientRisk) -> list[Flowable]:
    """What stands over a reader's own measurements where the image's sizes are wrong; or
    nothing."""
    if not sizes_text(patient.reasons):
        return []
    return [paragraph(sentences.sizes_untrusted(), STOP)]


def _doubt(analysis: Analysis) -> list[Flowable]:
    """So that nobody reads the large letters without the reasons to doubt them."""
    heavy = sum(caution.severity != NOTE for caution in analysis.cautions)
    if not heavy:
        return []
    return [paragraph(sentences.read_with_cautions(heavy), BODY)]


def needs_review(patient: PatientRisk) -> list[Flowable]:
    """A paragraph that can't be overlooked, or nothing."""
    if not patient.needs_review:
        return []
    return [paragraph(patient.review_reason, WARNING, lead="Needs review.")]


def threshold_words(analysis: Analysis) -> str:
    """`"Thresholds: malignant 0.50, ..."`, in the order in which they are looked at."""
    thresholds = analysis.patient_settings.thresholds
    named = (f"{name} {PROBABILITY.text(thresholds[name])}" for name in ORDER)
    return sentences.thresholds(", ".join(named))


def bars(patient: PatientRisk, width: float) -> Drawing:
    """One bar per class, the gravest first, with its figure and, where known, its interval."""
    scores = patient.probabilities()
    drawing = Drawing(width, _ROW * len(scores) + 4)
    figures = 34 if patient.interval is None else 88
    room = width - _NAME - figures
    for number, (name, p) in enumerate(scores.items()):
        y = drawing.height - (number + 1) * _ROW
        title = P_CLASS[name].title
        drawing.add(String(0, y + 3, title, fontName=FONT, fontSize=8, fillColor=INK))
        drawing.add(_box(_NAME, y + 2, room, RULE))
        colour = GREYED if is_outside(patient.category) else CLASS_COLOURS[name]
        drawing.add(_box(_NAME, y + 2, room * p, colour))
        text = probability(patient, name)
        if patient.interval is not None:
            low, high = patient.interval[name]
            drawing.add(_whisker(_NAME + room * low, _NAME + room * high, y + 2 + _BAR / 2))
        drawing.add(
            String(width, y + 3, text, fontName=BOLD, fontSize=8, textAnchor="end", fillColor=INK)
        )
    return drawing


def _box(x: float, y: float, width: float, colour: object) -> Rect:
    return Rect(x, y, width, _BAR, fillColor=colour, strokeColor=None)


def _whisker(low: float, high: float, y: float) -> Line:
    return Line(low, y, max(high, low + 0.5), y, strokeColor=FAINT, strokeWidth=1.6)
