import threading

import numpy as np
import pytest

from dashboard.screens.compare import comparing
from dashboard.services import models
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD, DEADLINE

BOTH = list(CARDS.values())


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def test_what_two_finished_analyses_say_side_by_side():
    opened = two_model_session().opened
    opened.by(CARD.sha256).memory_rise_bytes = 7
    comparison = comparing.comparison_of(opened, BOTH, None)
    assert comparison.names == (CARD.name, OTHER_CARD.name)
    assert [one.slice_index for one in comparison.disagreements] == [3, 4]
    # A lesion that is named malignant or benign takes all that is not normal: 0.95 and 0.
    assert comparison.disagreements[0].spread == pytest.approx(0.95, abs=1e-6)
    assert comparison.agreement[0].dice_liver == 1.0
    assert [run.peak_memory_bytes for run in comparison.runs] == [7, None]
    assert comparison.runs[1].parameters == 1_500_000


def test_it_is_made_once_and_again_for_another_reference_or_a_new_analysis():
    opened = two_model_session().opened
    first = comparing.comparison_of(opened, BOTH, None)
    assert comparing.comparison_of(opened, BOTH, None) is first
    reference = np.where(opened.series.volume == 105, 1, 0).astype(np.uint8)
    scored = comparing.comparison_of(opened, BOTH, reference)
    assert scored.reference[0].model == CARD.name
    assert comparing.comparison_of(opened, BOTH, reference) is scored
    opened.keep(opened.analysis(CARD))
    assert comparing.comparison_of(opened, BOTH, None) is not first


def test_the_heatmaps_are_compared_in_the_background():
    session = two_model_session()
    opened = session.opened
    job = comparing.heat_job(session, opened, BOTH)
    assert comparing.heat_job(session, opened, BOTH) is job
    job.wait(DEADLINE)
    assert job.state == "done"
    plain = comparing.comparison_of(opened, BOTH, None)
    both = comparing.with_heat(plain, job.result)
    assert both.heat.target == "malignant"
    assert both.disagreements is plain.disagreements
    assert comparing.finished_heat(opened, BOTH) is job
    assert comparing.finished_heat(opened, BOTH[::-1]) is None


@pytest.fixture
def held(monkeypatch) -> threading.Event:
    """The comparison of heatmaps lasts until it is cancelled, which is noted here."""
    cancelled = threading.Event()

    def compare(*_args, progress=None, cancel=None, **_options):
        if cancel.wait(DEADLINE):
            cancelled.set()

    monkeypatch.setattr(comparing, "from_analyses", compare)
    return cancelled


def test_another_choice_of_models_cancels_it(held):
    session = two_model_session()
    comparing.heat_job(session, session.opened, BOTH)
    second = comparing.heat_job(session, session.opened, BOTH[::-1])
    assert held.wait(DEADLINE)
    assert session.opened.heat_comparison.job is second
    second.cancel()
    second.wait(DEADLINE)


def test_it_makes_room_for_work_that_the_person_waits_for(held):
    session = two_model_session()
    comparing.heat_job(session, session.opened, BOTH)
    assert comparing.finished_heat(session.opened, BOTH) is None
    assert held.wait(DEADLINE)
    assert session.opened.heat_comparison is None
