import threading

from dashboard.state.jobs import JobService
from dashboard.state.phase_work import PhaseWork


def test_the_same_question_is_asked_once_and_another_one_ends_it():
    service, gate = JobService(), threading.Event()
    started = []

    def begin():
        def work(_progress, _cancel):
            gate.wait(60)
            return "done"

        started.append(service.start(work, name="Comparing", owner="me"))
        return started[-1]

    work = PhaseWork()
    first = work.of("a", begin)
    assert work.of("a", begin) is first
    second = work.of("b", begin)
    assert second is not first
    assert first.off.is_set()
    assert not second.off.is_set()
    work.forget()
    assert second.off.is_set()
    gate.set()
    for job in started:
        job.wait(60)
    assert len(started) == 2
