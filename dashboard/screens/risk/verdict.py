"""What is said of the patient, by what rule, how sure, and why to doubt it."""

from __future__ import annotations

import html

import streamlit as st

from core.labels import SLICE_CLASSES
from core.pipeline import Analysis
from core.risk import PatientRisk
from core.risk.settings import ORDER
from core.vocabulary.forms import PROBABILITY
from core.vocabulary.patient import P_CLASS, headline
from dashboard.components import cautions, outside, scores
from dashboard.components.viewer.findings import correction_words


def show(analysis: Analysis) -> None:
    """The category, the three probabilities with their ranges, rule and thresholds; then whether
    a person should look, and the cautions, the most severe first."""
    patient = analysis.patient
    probabilities = [getattr(patient, f"p_{name}") for name in SLICE_CLASSES]
    interval = patient.interval
    ranges = [interval[name] for name in SLICE_CLASSES] if interval else None
    colour = cautions.verdict_colour(analysis)
    chips = outside.marked(patient, scores.chips(probabilities, ranges, of=P_CLASS))
    st.html(
        f'<div class="ll-verdict"><h1 style="color:{colour}">{headline(patient)}</h1>'
        f"{outside.why(patient)}{chips}"
        f"<p>Rule: {html.escape(patient.method)} · {thresholds_in_words(analysis)}.</p></div>"
        f"{_correction(analysis)}{review_badge(patient)}{cautions.as_html(analysis.cautions)}"
    )


def _correction(analysis: Analysis) -> str:
    """HTML: that a reader corrected the outlines, with the model's own figures; "" where none."""
    said = correction_words(analysis)
    return f'<p class="ll-correction">{html.escape(said)}</p>' if said else ""


def thresholds_in_words(analysis: Analysis) -> str:
    """ "called malignant from 0.40, benign from 0.50, ..." or one number where they are equal."""
    thresholds = analysis.patient_settings.thresholds
    if len(set(thresholds.values())) == 1:
        return f"a class is called from {PROBABILITY.text(thresholds[ORDER[0]])}"
    return "called " + ", ".join(
        f"{name} from {PROBABILITY.text(thresholds[name])}" for name in ORDER
    )


def review_badge(patient: PatientRisk) -> str:
    """HTML; "" where nobody has to look."""
    if not patient.needs_review:
        return ""
    return (
        '<p class="ll-review"><b><i aria-hidden="true">◆</i> Needs review</b> '
        f"{html.escape(patient.review_reason)}</p>"
    )
