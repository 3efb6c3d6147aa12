"""What each stop says, with the figures of the analysis in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.labels import LESION_CODES, MALIGNANT, SLICE_CLASSES
from core.vocabulary import lesion as quantities
from core.vocabulary.forms import PROBABILITY, decimals
from core.vocabulary.patient import headline
from dashboard.components.tour import sentences
from dashboard.services import tour
from dashboard.state.explanations import Answer, Asked, Question
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.tour import Stop

if TYPE_CHECKING:
    from core.pipeline import Analysis

#: Title of each stop, as its place in the row of dots is called.
TITLES = {
    Stop.LESION: "Lesion",
    Stop.WHY: "Why",
    Stop.MODELS: "Models",
    Stop.RISK: "Risk",
    Stop.REPORT: "Report",
}


def of_stop(session: Session, stop: Stop) -> str:
    """One to three sentences: what to look at."""
    opened, card = tour.sample_in_view(session), tour.main_card(session)
    if opened is None or card is None:
        return sentences.tour_is_opening()
    analysis = opened.analysis(card)
    if analysis is None:
        return sentences.tour_is_analysing()
    if stop is Stop.LESION:
        return sentences.tour_of_lesions(len(analysis.lesions), _largest(analysis))
    if stop is Stop.WHY:
        return _why(opened, analysis)
    if stop is Stop.MODELS:
        return sentences.tour_of_models(_scores(opened))
    if stop is Stop.RISK:
        patient = analysis.patient
        probability = PROBABILITY.text(patient.p_malignant)
        return sentences.tour_of_risk(headline(patient), probability, opened.n_slices)
    return sentences.tour_of_report()


def _largest(analysis: Analysis) -> str:
    """ "44.6 mm and 36.5 mL"."""
    if not analysis.lesions:
        return ""
    lesion = analysis.lesions[0]
    parts = (
        f"{one.form.text(getattr(lesion, one.key))} {one.unit}"
        for one in (quantities.DIAMETER, quantities.VOLUME)
    )
    return " and ".join(parts)


def _why(opened: OpenSeries, analysis: Analysis) -> str:
    index = analysis.most_suspicious()
    if index is None:
        return sentences.tour_is_analysing()
    p_malignant = analysis.probabilities[index, SLICE_CLASSES.index(MALIGNANT)]
    share = ""
    if np.isin(analysis.mask[index], tuple(LESION_CODES)).any():
        question = Question(analysis.weights_sha256, index, "grad_cam", MALIGNANT)
        answer = opened.explanations.get(Asked(question, "analysis"))
        if isinstance(answer, Answer):
            energy = answer.explanation.overlap.energy_in_lesion
            share = "" if energy is None else f"{decimals(100 * energy, 0)} %"
    return sentences.tour_of_why(index + 1, PROBABILITY.text(p_malignant), share)


def _scores(opened: OpenSeries) -> str:
    """ "a 0.99, b 0.98"."""
    return ", ".join(
        f"{analysis.model_name} {PROBABILITY.text(analysis.patient.p_malignant)}"
        for analysis in opened.analyses()
    )
