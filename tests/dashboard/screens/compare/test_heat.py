import threading

import numpy as np
import pytest

from core.errors import UsageError
from dashboard.screens.compare import heat
from dashboard.screens.compare.choice import LESION_HEAT, NO_HEAT
from dashboard.services import models
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, two_model_session
from tests.dashboard.tiny_case import CARD

BOTH = list(CARDS.values())
DEADLINE = 30.0
MALIGNANT_HEAT = "Grad-CAM, malignant"


class Heat:
    def __init__(self, volume: np.ndarray) -> None:
        self._volume = volume

    def volume(self) -> np.ndarray:
        return self._volume


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def wait_for(session) -> None:
    for task in session.tasks.values():
        task.wait(DEADLINE)


def test_none_unless_asked_for():
    session = two_model_session()
    assert heat.pane_heat(session, session.entry, CARD, NO_HEAT).url is None
    assert not session.tasks


def test_the_lesion_probability_is_there_with_the_analysis():
    session = two_model_session(analysed=1)
    shown = heat.pane_heat(session, session.entry, CARD, LESION_HEAT)
    assert shown.label == "Lesion probability"
    assert shown.scale is None
    assert heat.pane_heat(session, session.entry, BOTH[1], LESION_HEAT).url is None


def test_grad_cam_of_the_whole_series_is_made_beside_the_page(monkeypatch):
    session = two_model_session()
    asked, go_on = [], threading.Event()

    def make(model, series, target, *, progress, cancel):
        go_on.wait(DEADLINE)
        asked.append((model.name, target))
        return Heat(np.zeros(series.volume.shape, np.uint8))

    monkeypatch.setattr(heat, "series_grad_cam", make)
    first = heat.pane_heat(session, session.entry, CARD, MALIGNANT_HEAT)
    assert first.url is None
    go_on.set()
    wait_for(session)
    second = heat.pane_heat(session, session.entry, CARD, MALIGNANT_HEAT)
    assert second.url.startswith("/volumes/")
    assert second.label == MALIGNANT_HEAT
    assert second.scale.unit == "logits"
    assert asked == [(CARD.name, "malignant")]
    tasks = heat.tasks_of(session, session.entry, BOTH, MALIGNANT_HEAT)
    assert [task.state for task in tasks] == ["done"]
    assert heat.tasks_of(session, session.entry, BOTH, NO_HEAT) == []


def test_a_model_without_heatmap_says_why(monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("known has no gradient: choose a network.")

    monkeypatch.setattr(heat, "series_grad_cam", refuse)
    session = two_model_session()
    heat.pane_heat(session, session.entry, CARD, MALIGNANT_HEAT)
    wait_for(session)
    shown = heat.pane_heat(session, session.entry, CARD, MALIGNANT_HEAT)
    assert (shown.url, shown.why_not) == (None, "no heatmap")
    (task,) = heat.tasks_of(session, session.entry, BOTH, MALIGNANT_HEAT)
    assert task.error == "known has no gradient: choose a network."


def test_what_nobody_looks_at_any_more_is_called_off(monkeypatch):
    called_off = threading.Event()

    def slow(*_args, progress, cancel):
        if cancel.wait(DEADLINE):
            called_off.set()
        return Heat(np.zeros((1, 2, 2), np.uint8))

    monkeypatch.setattr(heat, "series_grad_cam", slow)
    session = two_model_session()
    heat.pane_heat(session, session.entry, CARD, MALIGNANT_HEAT)
    (task,) = session.tasks.values()
    heat.call_off_others(session, session.entry, MALIGNANT_HEAT)
    assert list(session.tasks.values()) == [task]
    heat.call_off_others(session, session.entry, NO_HEAT)
    assert not session.tasks
    assert called_off.wait(DEADLINE)
