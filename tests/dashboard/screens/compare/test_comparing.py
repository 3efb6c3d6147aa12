import threading

import numpy as np
import pytest

from dashboard.screens.compare import comparing
from dashboard.services import models
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD

BOTH = list(CARDS.values())
DEADLINE = 30.0


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def test_what_two_finished_analyses_say_side_by_side():
    session = two_model_session()
    session.memory_rises[session.entry.digest, CARD.sha256] = 7
    comparison = comparing.comparison_of(session, session.entry, BOTH, None)
    assert comparison.names == (CARD.name, OTHER_CARD.name)
    assert [one.slice_index for one in comparison.disagreements] == [3, 4]
    # A lesion that is named malignant or benign takes all that is not normal: 0.95 and 0.
    assert comparison.disagreements[0].spread == pytest.approx(0.95, abs=1e-6)
    assert comparison.agreement[0].dice_liver == 1.0
    assert [run.peak_memory_bytes for run in comparison.runs] == [7, None]
    assert comparison.runs[1].parameters == 1_500_000


def test_it_is_made_once_and_anew_for_another_reference():
    session = two_model_session()
    entry = session.entry
    first = comparing.comparison_of(session, entry, BOTH, None)
    assert comparing.comparison_of(session, entry, BOTH, None) is first
    reference = np.where(entry.series.volume == 105, 1, 0).astype(np.uint8)
    scored = comparing.comparison_of(session, entry, BOTH, reference)
    assert scored.reference[0].model == CARD.name
    assert comparing.comparison_of(session, entry, BOTH, reference) is scored


def test_the_heatmaps_are_compared_beside_the_page():
    session = two_model_session()
    task = comparing.heat_task(session, session.entry, BOTH)
    assert comparing.heat_task(session, session.entry, BOTH) is task
    task.wait(DEADLINE)
    assert task.state == "done"
    plain = comparing.comparison_of(session, session.entry, BOTH, None)
    both = comparing.with_heat(plain, task.result)
    assert both.heat.target == "malignant"
    assert both.disagreements is plain.disagreements


def test_another_choice_of_models_calls_it_off(monkeypatch):
    called_off = threading.Event()

    def compare(*_args, progress=None, cancel=None, **_options):
        if cancel.wait(DEADLINE):
            called_off.set()

    monkeypatch.setattr(comparing, "from_analyses", compare)
    session = two_model_session()
    comparing.heat_task(session, session.entry, BOTH)
    second = comparing.heat_task(session, session.entry, BOTH[::-1])
    assert called_off.wait(DEADLINE)
    assert list(session.tasks.values()) == [second]
    second.cancel()
    second.wait(DEADLINE)
