import threading

import pytest

from core.errors import Cancelled, UsageError
from dashboard.state.jobs import Job, JobService
from tests.dashboard.tiny_case import DEADLINE, MODEL, tiny_series


@pytest.fixture
def service() -> JobService:
    return JobService()


def start(service: JobService, work, *, name="The sum", owner="ada", **options) -> Job:
    return service.start(work, name=name, owner=owner, **options)


def ended(job: Job) -> Job:
    job.wait(DEADLINE)
    return job


class Held:
    """Work that holds the queue until it is let go."""

    def __init__(self, service: JobService, **options) -> None:
        self._begun, self._go_on = threading.Event(), threading.Event()
        self.job = start(service, self._work, owner="held", **options)
        assert self._begun.wait(DEADLINE)

    def _work(self, _progress, _cancel):
        self._begun.set()
        assert self._go_on.wait(DEADLINE)

    def end(self) -> None:
        self._go_on.set()
        self.job.wait(DEADLINE)


# -- one job --------------------------------------------------------------------------------------


def test_a_result_with_its_progress(service):
    def work(progress, _cancel):
        progress(2, 5)
        return 7

    job = ended(start(service, work))
    assert (job.state, job.result, job.error) == ("done", 7, "")
    assert (job.done, job.total) == (2, 5)


def test_nothing_is_a_result_too(service):
    assert ended(start(service, lambda _progress, _cancel: None)).state == "done"


def test_what_a_person_caused_is_its_sentence(service):
    def work(_progress, _cancel):
        raise UsageError("there is no slice 9.")

    job = ended(start(service, work))
    assert (job.state, job.error) == ("failed", "there is no slice 9.")


def test_a_fault_of_the_program_is_a_sentence_without_its_innards(service, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)

    def work(_progress, _cancel):
        raise ZeroDivisionError("secret")

    job = ended(start(service, work, name="The heatmap"))
    assert (job.state, job.error.code) == ("failed", "stopped_unexpectedly")
    assert job.error.startswith("The heatmap ")
    assert "secret" not in job.error
    # The next one has its turn all the same.
    assert ended(start(service, lambda _progress, _cancel: "next")).result == "next"


def test_a_running_job_is_cancelled(service):
    begun = threading.Event()

    def work(progress, cancel):
        progress(2, 6)
        begun.set()
        assert cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    job = start(service, work)
    assert begun.wait(DEADLINE)
    assert (job.state, job.done) == ("running", 2)
    job.cancel()
    assert (ended(job).state, job.error, job.result) == ("cancelled", "", None)


def test_what_is_done_with_the_result_is_done_after_the_turn_and_before_the_end(service):
    seen = []

    def on_result(result):
        # Would wait for ever within its own turn.
        with service.turn("ada", threading.Event(), "Another"):
            seen.append((result, job.finished))

    gate = threading.Event()

    def work(_progress, _cancel):
        gate.wait(DEADLINE)
        return "result"

    job = start(service, work, on_result=on_result)
    gate.set()
    ended(job)
    assert (seen, job.state) == ([("result", False)], "done")


def test_time_left_follows_the_pace_since_the_first_steps():
    now = [0.0]
    seen = []
    service = JobService(clock=lambda: now[0])
    begun = threading.Event()

    def work(progress, _cancel):
        begun.wait(DEADLINE)
        progress(0, 6)
        seen.append(job.seconds_left)
        now[0] = 30.0  # preparing says nothing about the pace
        progress(2, 6)
        seen.append(job.seconds_left)
        now[0] = 34.0
        progress(4, 6)
        seen.append(job.seconds_left)

    job = start(service, work)
    begun.set()
    ended(job)
    assert seen == [None, None, 4.0]
    assert job.seconds == 34.0


# -- turns ----------------------------------------------------------------------------------------


def test_jobs_take_turns_and_a_waiting_one_can_be_cancelled(service):
    held = Held(service)
    job = start(service, lambda _progress, _cancel: "second")
    assert (job.state, job.before) == ("waiting", 1)
    job.cancel()
    assert ended(job).state == "cancelled"
    held.end()


def test_owners_take_turns_and_each_job_knows_its_place(service):
    order = []

    def named(name):
        return lambda _progress, _cancel: order.append(name)

    held = Held(service)
    adas = [start(service, named(f"ada {number}"), owner="ada") for number in range(10)]
    eves = start(service, named("eve"), owner="eve")
    # Eve's first goes before Ada's second: ten jobs of Ada delay it by one.
    assert [job.before for job in adas[:3]] == [1, 3, 4]
    assert eves.before == 2
    assert [adas[n].seconds_to_news for n in (0, 1, 7)] == [1.0, 3.0, 8.0]
    held.end()
    for job in (*adas, eves):
        job.wait(DEADLINE)
    assert order == ["ada 0", "eve", *(f"ada {number}" for number in range(1, 10))]


def test_light_work_does_not_wait_for_heavy_work_but_takes_turns_with_its_like(service):
    heavy, light = Held(service), Held(service, light=True)
    waiting = start(service, lambda _progress, _cancel: "quick", light=True)
    assert (waiting.state, waiting.before) == ("waiting", 1)
    light.end()
    assert ended(waiting).result == "quick"
    assert heavy.job.state == "running"
    heavy.end()


def test_work_in_a_thread_of_its_own_takes_turns_too(service):
    held = Held(service)
    off, done = threading.Event(), []

    def run():
        try:
            with service.turn("the queue", off, "The analysis"):
                done.append("had its turn")
        except Cancelled as cancelled:
            done.append(cancelled.code)

    thread = threading.Thread(target=run)
    thread.start()
    off.set()
    thread.join(DEADLINE)
    assert done == ["cancelled"]
    held.end()
    off.clear()
    run()
    assert done == ["cancelled", "had its turn"]


# -- analyses -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_livers")
def test_a_real_analysis_runs_to_its_end(service):
    job = ended(service.start_analysis(tiny_series(), MODEL, owner="ada"))
    assert job.state == "done"
    assert (job.done, job.total) == (6, 6)
    assert job.result.analysis.patient.category == "malignant"


def test_the_views_are_counted_and_passed_on():
    asked = []

    def analyse(_series, _model, *, progress, cancel, views=0):
        asked.append(views)

    service = JobService(analyse=analyse)
    jobs = [service.start_analysis(tiny_series(), MODEL, owner="ada", views=n) for n in (0, 8)]
    assert [ended(job).total for job in jobs] == [6, 54]
    assert asked == [0, 8]


def test_the_memory_that_an_analysis_took_is_kept_with_it():
    class Measured:
        rise_bytes = None

        def __enter__(self):
            return self

        def __exit__(self, *_exception):
            self.rise_bytes = 30_000_000

    service = JobService(analyse=lambda *_args, **_options: "analysis", memory=Measured)
    job = ended(service.start_analysis(tiny_series(), MODEL, owner="ada"))
    assert (job.result.analysis, job.result.memory_rise_bytes) == ("analysis", 30_000_000)
