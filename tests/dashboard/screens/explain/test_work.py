import threading

import pytest

from core.errors import Cancelled, UsageError
from dashboard.screens.explain import refine, work
from dashboard.screens.explain.masks import Mask
from dashboard.services.heat_bytes import as_bytes
from dashboard.state.explanations import Answer, Asked, Failure, Question
from dashboard.state.heatmap_costs import Cost, HeatmapCosts
from tests.dashboard.screens.explain.made import explanation, quality
from tests.dashboard.tiny_case import DEADLINE, MODEL, open_in, other_series, session_with

ALONE = Mask("slice", None, "alone")


@pytest.fixture
def held(monkeypatch):
    """A method that takes until it is released; what it was asked for is noted."""

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


def asked(index: int, method: str = "grad_cam") -> Asked:
    return Asked(Question(MODEL.weights_sha256, index, method, "normal"), "")


def bring(session, *questions: Asked):
    return work.answer_next(session, session.opened, MODEL, questions, ALONE)


def test_one_question_after_another_the_first_first(held):
    session = session_with()
    questions = [asked(2), asked(2, "saliency")]
    held.go.set()
    for _ in questions:
        bring(session, *questions).wait(DEADLINE)
    assert bring(session, *questions) is None
    assert held.asked == [("grad_cam", 2), ("saliency", 2)]
    known = session.opened.explanations
    assert all(isinstance(known.get(one), Answer) for one in questions)


def test_what_nobody_asks_for_any_more_is_cancelled(held):
    session = session_with()
    old, new = bring(session, asked(2)), bring(session, asked(3))
    old.wait(DEADLINE)
    assert old.state == "cancelled"
    assert new.state != "cancelled"
    held.go.set()
    new.wait(DEADLINE)
    known = session.opened.explanations
    work.collect(known)
    assert known.get(asked(2)) is None
    assert isinstance(known.get(asked(3)), Answer)


def test_the_page_of_another_series_is_not_in_view(held):
    session = session_with()
    old = bring(session, asked(2))
    open_in(session, other_series())
    new = bring(session, asked(2))
    old.wait(DEADLINE)
    assert old.state == "cancelled"
    assert new.state != "cancelled"
    new.cancel()
    new.wait(DEADLINE)


def test_what_a_person_cancels_stays_off_until_it_is_asked_for_again(held):
    session = session_with()
    job = bring(session, asked(2))
    job.cancel()
    job.wait(DEADLINE)
    assert bring(session, asked(2)) is None
    known = session.opened.explanations
    assert known.get(asked(2)) is work.CANCELLED
    known.forget(asked(2))
    held.go.set()
    bring(session, asked(2)).wait(DEADLINE)
    work.collect(known)
    assert isinstance(known.get(asked(2)), Answer)


def test_a_cancelled_heatmap_has_ended_for_the_person_while_its_last_pass_runs(monkeypatch):
    last_pass = threading.Event()

    def explain(*_args, **_options):
        assert last_pass.wait(DEADLINE)
        raise Cancelled("cancelled")

    monkeypatch.setattr(work, "explain", explain)
    session = session_with()
    job = bring(session, asked(2))
    job.off.set()
    assert bring(session, asked(2)) is None
    assert not job.finished
    assert session.opened.explanations.get(asked(2)) is work.CANCELLED
    last_pass.set()
    job.wait(DEADLINE)


def test_its_progress_and_what_it_took_are_known(monkeypatch):
    monkeypatch.setattr(work, "measure_quality", lambda *_args, **_options: quality())
    now = iter([0.0, 90.0, 10.0, 16.0])
    monkeypatch.setattr(work.time, "perf_counter", lambda: next(now))

    def explain(*_args, progress, **options):
        assert options["estimate_scale"]
        progress(0, 3)
        progress(3, 3)
        return explanation()

    monkeypatch.setattr(work, "explain", explain)
    session = session_with()
    session.heatmap_costs = HeatmapCosts()
    bring(session, asked(1)).wait(DEADLINE)  # warms up
    job = bring(session, asked(2))
    job.wait(DEADLINE)
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    found = session.heatmap_costs.expected(MODEL.weights_sha256, "grad_cam", 1, gradient=True)
    assert found == Cost(2.0, ran=True)


def test_a_heatmap_goes_before_the_colour_scale_behind(held, monkeypatch):
    def until_cancelled(*_args, cancel, **_options):
        assert cancel.wait(DEADLINE)
        raise Cancelled("cancelled")

    monkeypatch.setattr(refine, "series_scale", until_cancelled)
    session = session_with()
    known = session.opened.explanations
    estimate = explanation(method="saliency", scale_estimated_from=2)
    known.put(asked(2, "saliency"), Answer(estimate, quality(), as_bytes(estimate)))
    behind = refine.refine_next(session, session.opened, MODEL, [asked(2, "saliency")])
    held.go.set()
    bring(session, asked(3, "occlusion")).wait(DEADLINE)
    behind.wait(DEADLINE)
    assert behind.state == "cancelled"
    assert known.refining is None


def test_what_cannot_be_done_is_its_sentence(monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("this network holds no map.")

    monkeypatch.setattr(work, "explain", refuse)
    session = session_with()
    bring(session, asked(2)).wait(DEADLINE)
    known = session.opened.explanations
    work.collect(known)
    assert known.get(asked(2)) == Failure("this network holds no map.")


def test_a_quick_heatmap_does_not_wait_for_heavy_work_and_a_slow_one_does(held):
    session = session_with()
    with session.jobs.turn("another", threading.Event(), "Its work"):
        held.go.set()
        quick = bring(session, asked(2))
        quick.wait(DEADLINE)
        assert quick.state == "done"
        slow = bring(session, asked(2, "occlusion"))
        assert (slow.state, slow.before) == ("waiting", 1)
    slow.wait(DEADLINE)
    assert slow.state == "done"


def test_a_series_that_is_closed_takes_its_work_with_it(held):
    session = session_with()
    job = bring(session, asked(2))
    session.close(session.opened.key)
    job.wait(DEADLINE)
    assert job.state == "cancelled"
