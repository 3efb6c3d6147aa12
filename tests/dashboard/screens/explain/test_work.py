import threading

import pytest

from core.errors import Cancelled, UsageError
from dashboard.screens.explain import work
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key, Mask
from dashboard.screens.explain.question import Question
from tests.dashboard.screens.explain.made import explanation, quality
from tests.dashboard.tiny_case import MODEL, session_with

ALONE = Mask("slice", None, "alone")


@pytest.fixture
def held(monkeypatch):
    """A method that takes until it is let go; what it was asked for is noted."""

    class Held:
        def __init__(self):
            self.asked, self.go = [], threading.Event()

        def explain(self, method, _model, _series, index, _target, *, cancel, **_options):
            self.asked.append((method, index))
            while not self.go.is_set():
                if cancel.wait(0.01):
                    raise Cancelled("cancelled")
            return explanation()

    held = Held()
    monkeypatch.setattr(work, "explain", held.explain)
    monkeypatch.setattr(work, "measure_quality", lambda *_args, **_options: quality())
    return held


def asked(session, index: int, method: str = "grad_cam") -> Key:
    return Key(Question(session.entry.digest, MODEL.weights_sha256, index, method, "normal"), "")


def test_one_question_after_another_the_first_first(held):
    session, answers = session_with(), Answers()
    keys = [asked(session, 2), asked(session, 2, "saliency")]
    held.go.set()
    for _ in keys:
        work.bring(session, session.entry, MODEL, answers, keys, ALONE).wait(10)
    assert work.bring(session, session.entry, MODEL, answers, keys, ALONE) is None
    assert held.asked == [("grad_cam", 2), ("saliency", 2)]
    assert all(isinstance(answers.get(key), Answer) for key in keys)


def test_what_nobody_asks_for_any_more_is_called_off(held):
    session, answers = session_with(), Answers()
    old = work.bring(session, session.entry, MODEL, answers, [asked(session, 2)], ALONE)
    new = work.bring(session, session.entry, MODEL, answers, [asked(session, 3)], ALONE)
    old.wait(10)
    assert old.state == "cancelled"
    assert new.state != "cancelled"
    held.go.set()
    new.wait(10)
    work.collect(session, session.entry, answers)
    assert answers.get(asked(session, 2)) is None
    assert isinstance(answers.get(asked(session, 3)), Answer)


def test_what_a_person_calls_off_stays_off_until_asked_for_again(held):
    session, answers, keys = session_with(), Answers(), []
    keys.append(asked(session, 2))
    work.bring(session, session.entry, MODEL, answers, keys, ALONE).cancel()
    (task,) = session.tasks.values()
    task.wait(10)
    assert work.bring(session, session.entry, MODEL, answers, keys, ALONE) is None
    assert answers.get(keys[0]) == work.CANCELLED
    answers.forget(keys[0])
    held.go.set()
    work.bring(session, session.entry, MODEL, answers, keys, ALONE).wait(10)
    work.collect(session, session.entry, answers)
    assert isinstance(answers.get(keys[0]), Answer)


def test_what_cannot_be_done_is_its_sentence(monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("this network holds no map.")

    monkeypatch.setattr(work, "explain", refuse)
    session, answers = session_with(), Answers()
    keys = [asked(session, 2)]
    work.bring(session, session.entry, MODEL, answers, keys, ALONE).wait(10)
    work.collect(session, session.entry, answers)
    assert answers.get(keys[0]) == Failure("this network holds no map.")


def test_a_series_that_is_let_go_takes_its_work_with_it(held):
    session, answers = session_with(), Answers()
    task = work.bring(session, session.entry, MODEL, answers, [asked(session, 2)], ALONE)
    session._forget(session.entry.digest)
    task.wait(10)
    assert (task.state, session.tasks) == ("cancelled", {})
