import numpy as np
import pytest

from core.errors import Cancelled, UsageError
from dashboard.screens.explain import refine
from dashboard.services.heat_bytes import as_bytes
from dashboard.state.explanations import Answer, Asked, Question
from tests.dashboard.screens.explain.made import explanation, quality
from tests.dashboard.tiny_case import DEADLINE, MODEL, session_with


def asked(index: int, method: str = "saliency", target: str = "malignant") -> Asked:
    return Asked(Question(MODEL.weights_sha256, index, method, target), "slice")


def estimated(**changes) -> Answer:
    made = explanation([[0.0, 2.0]], method="saliency", scale_estimated_from=2, **changes)
    return Answer(made, quality(), as_bytes(made))


@pytest.fixture
def session():
    return session_with()


@pytest.fixture
def measured(monkeypatch):
    """The scale of the series is 8; which were measured is noted."""
    calls = []

    def series_scale(method, _model, _series, target, **_options):
        calls.append((method.name, target))
        return 8.0

    monkeypatch.setattr(refine, "series_scale", series_scale)
    return calls


def refined(session, *questions: Asked):
    return refine.refine_next(session, session.opened, MODEL, questions)


def test_all_heatmaps_on_that_scale_are_drawn_anew_and_no_others(session, measured):
    known = session.opened.explanations
    for one in (asked(2), asked(3), asked(3, target="lesion")):
        known.put(one, estimated())
    refined(session, asked(2)).wait(DEADLINE)
    refine.collect(known)
    assert measured == [("saliency", "malignant")]
    for one in (asked(2), asked(3)):
        answer = known.get(one)
        assert (answer.explanation.scale, answer.explanation.scale_estimated_from) == (8.0, None)
        assert np.array_equal(answer.volume, [[[0, 64]]])  # a quarter
    assert known.get(asked(3, target="lesion")).explanation.scale_estimated_from == 2
    assert refined(session, asked(2), asked(3)) is None


def test_one_after_another(session, measured):
    known = session.opened.explanations
    questions = [asked(2), asked(2, target="lesion")]
    for one in questions:
        known.put(one, estimated())
    job = refined(session, *questions)
    assert refined(session, *questions) is job
    for _ in questions:
        refined(session, *questions).wait(DEADLINE)
        refine.collect(known)
    assert measured == [("saliency", "malignant"), ("saliency", "lesion")]


def test_a_final_scale_needs_nothing(session, measured):
    known = session.opened.explanations
    known.put(asked(2), Answer(explanation(), quality(), np.zeros((1, 1, 2), np.uint8)))
    assert refined(session, asked(2), asked(3)) is None
    assert measured == []


def test_what_fails_stays_an_estimate_and_is_not_tried_again(session, monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("no.")

    monkeypatch.setattr(refine, "series_scale", refuse)
    known = session.opened.explanations
    known.put(asked(2), estimated())
    refined(session, asked(2)).wait(DEADLINE)
    refine.collect(known)
    assert refine.is_estimated(known, asked(2))
    assert refined(session, asked(2)) is None


def test_what_makes_room_is_begun_again(session, monkeypatch):
    def until_cancelled(*_args, cancel, **_options):
        assert cancel.wait(DEADLINE)
        raise Cancelled("cancelled")

    monkeypatch.setattr(refine, "series_scale", until_cancelled)
    known = session.opened.explanations
    known.put(asked(2), estimated())
    first = refined(session, asked(2))
    refine.stop(known)
    first.wait(DEADLINE)
    assert first.state == "cancelled"
    again = refined(session, asked(2))
    assert again is not first
    refine.stop(known)
    again.wait(DEADLINE)
