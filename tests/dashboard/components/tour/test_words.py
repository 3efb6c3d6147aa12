"""What the stops say, with figures that are those of the analysis."""

from __future__ import annotations

import pytest

from dashboard.components.tour import words
from dashboard.services import tour
from dashboard.state.session import Session
from dashboard.state.tour import STOPS, Stop
from tests.dashboard.tiny_case import CARD, open_in, tiny_analysis, tiny_series


@pytest.fixture
def session():
    session = Session(cards={CARD.name: CARD})
    opened = open_in(session, tiny_series(), tour.SAMPLE)
    opened.keep(tiny_analysis(opened.series))
    return session


def test_every_stop_has_a_title():
    assert list(words.TITLES) == list(STOPS)


def test_before_the_sample_is_open_it_says_so():
    said = words.of_stop(Session(cards={CARD.name: CARD}), Stop.LESION)
    assert said.code == "tour_is_opening"


def test_before_the_analysis_it_says_so():
    session = Session(cards={CARD.name: CARD})
    open_in(session, tiny_series(), tour.SAMPLE)
    assert words.of_stop(session, Stop.RISK).code == "tour_is_analysing"


def test_the_lesion_is_given_with_its_size(session):
    # 12 x 12 pixels of 1 mm on two slices of 5 mm: 1.44 mL.
    lesion = session.opened.analysis(CARD).lesions[0]
    said = words.of_stop(session, Stop.LESION)
    assert said.code == "tour_of_lesions"
    assert "One lesion is outlined" in said
    assert f"{lesion.diameter_mm:.1f} mm" in said


def test_the_slice_counts_from_one_and_no_share_is_made_up(session):
    said = words.of_stop(session, Stop.WHY)
    index = session.opened.analysis(CARD).most_suspicious()
    assert f"Slice {index + 1} " in said
    assert "%" not in said


def test_each_compared_model_is_named_with_its_score(session):
    patient = session.opened.analysis(CARD).patient
    assert f"{CARD.name} {patient.p_malignant:.2f}" in words.of_stop(session, Stop.MODELS)


def test_the_risk_is_that_of_the_patient(session):
    patient = session.opened.analysis(CARD).patient
    said = words.of_stop(session, Stop.RISK)
    assert "6 slices" in said
    assert f"{patient.p_malignant:.2f}" in said


def test_the_report_needs_no_figure(session):
    assert words.of_stop(session, Stop.REPORT).code == "tour_of_report"
