import threading

from core.errors import Cancelled, UsageError
from dashboard.state import jobs
from dashboard.state.jobs import AnalysisJob
from tests.dashboard.tiny_case import MODEL, tiny_series

DEADLINE = 20.0


def finished(analyze, **options) -> AnalysisJob:
    job = AnalysisJob(tiny_series(), MODEL, analyze=analyze, **options).start()
    job.wait(DEADLINE)
    return job


def test_a_real_analysis_runs_to_its_end():
    job = AnalysisJob(tiny_series(), MODEL).start()
    job.wait(DEADLINE)
    assert job.state == "done"
    assert (job.done, job.total) == (6, 6)
    assert job.result.patient.category == "malignant"


def test_what_is_done_with_the_result_is_done_after_its_turn_and_before_its_end():
    seen = []

    def on_result(result):
        with jobs.its_turn(threading.Event()):  # would wait for ever within its own turn
            seen.append((result, job.finished))

    job = AnalysisJob(
        tiny_series(), MODEL, analyze=lambda *_args, **_options: "result", on_result=on_result
    ).start()
    job.wait(DEADLINE)
    assert (seen, job.state) == ([("result", False)], "done")


def test_what_the_person_caused_becomes_its_sentence():
    def analyze(*_args, **_options):
        raise UsageError("there is no engine 'x': choose another.")

    job = finished(analyze)
    assert job.state == "failed"
    assert job.error == "there is no engine 'x': choose another."


def test_a_fault_of_the_program_becomes_a_sentence_too(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)

    def analyze(*_args, **_options):
        raise ZeroDivisionError

    job = finished(analyze)
    assert job.state == "failed"
    assert job.error == jobs.UNEXPECTED
    assert finished(lambda *_args, **_options: "next").result == "next"


def test_cancel_reaches_the_analysis():
    begun = threading.Event()

    def analyze(_series, _model, *, progress, cancel):
        progress(2, 6)
        begun.set()
        cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    job = AnalysisJob(tiny_series(), MODEL, analyze=analyze).start()
    begun.wait(DEADLINE)
    assert (job.state, job.done) == ("running", 2)
    job.cancel()
    job.wait(DEADLINE)
    assert (job.state, job.error, job.result) == ("cancelled", "", None)


def test_two_analyses_take_turns_and_a_waiting_one_can_be_cancelled():
    begun, release = threading.Event(), threading.Event()

    def slow(*_args, **_options):
        begun.set()
        release.wait(DEADLINE)
        return "first"

    first = AnalysisJob(tiny_series(), MODEL, analyze=slow).start()
    begun.wait(DEADLINE)
    second = AnalysisJob(tiny_series(), MODEL, analyze=lambda *_a, **_o: "second").start()
    assert second.state == "waiting"
    second.cancel()
    second.wait(DEADLINE)
    assert second.state == "cancelled"
    release.set()
    first.wait(DEADLINE)
    assert first.result == "first"


def test_sessions_take_turns_and_each_knows_its_place():
    begun, ended = threading.Event(), threading.Event()
    order, placed = [], []

    def analyze(_series, model, **_options):
        order.append(model)
        if model == "first":
            begun.set()
            assert ended.wait(DEADLINE)
        return model

    def started(name: str, owner: str) -> AnalysisJob:
        job = AnalysisJob(tiny_series(), name, analyze=analyze, owner=owner)
        take = job._take_place
        seen = threading.Event()
        job._take_place = lambda ticket: (take(ticket), seen.set())
        job.start()
        assert seen.wait(DEADLINE)
        placed.append(job.before)
        return job

    running = [started("first", "ada")]
    assert begun.wait(DEADLINE)
    running += [started("second", "ada"), started("third", "ada"), started("eves", "eve")]
    # Eve's first goes before Ada's second, which was there before it.
    assert placed == [0, 1, 2, 1]
    assert [job.before for job in running] == [0, 2, 3, 1]
    assert [job.seconds_to_news for job in running] == [1.0, 1.0, 3.0, 1.0]
    ended.set()
    for job in running:
        job.wait(DEADLINE)
    assert order == ["first", "eves", "second", "third"]


def test_one_in_a_row_waits_for_the_one_before_it_and_can_be_cancelled():
    begun, release = [], threading.Event()

    def analyze(_series, model, **_options):
        begun.append(model)
        release.wait(DEADLINE)
        return model

    first = AnalysisJob(tiny_series(), "first", analyze=analyze).start()
    second = AnalysisJob(tiny_series(), "second", analyze=analyze, after=first).start()
    third = AnalysisJob(tiny_series(), "third", analyze=analyze, after=second).start()
    assert (second.state, third.state) == ("waiting", "waiting")
    second.cancel()
    second.wait(DEADLINE)
    assert second.state == "cancelled"
    release.set()
    third.wait(DEADLINE)
    assert begun == ["first", "third"]


def test_the_memory_that_an_analysis_took_is_kept_with_it(monkeypatch):
    class Measured:
        rise_bytes = None

        def __enter__(self):
            return self

        def __exit__(self, *_exception):
            self.rise_bytes = 30_000_000

    monkeypatch.setattr(jobs, "PeakMemory", Measured)
    assert finished(lambda *_args, **_options: "analysis").memory_rise_bytes == 30_000_000


def test_time_left_follows_the_pace_since_the_first_slices():
    now = [0.0]
    seen = []

    def analyze(_series, _model, *, progress, cancel):
        progress(0, 6)
        seen.append(job.seconds_left)
        now[0] = 30.0  # preparing the network says nothing about the pace
        progress(2, 6)
        seen.append(job.seconds_left)
        now[0] = 34.0
        progress(4, 6)
        seen.append(job.seconds_left)

    job = AnalysisJob(tiny_series(), MODEL, analyze=analyze, clock=lambda: now[0])
    job.start()
    job.wait(DEADLINE)
    assert seen == [None, None, 4.0]
