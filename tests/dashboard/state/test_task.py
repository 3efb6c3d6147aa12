import threading

import pytest

from core.errors import Cancelled, UsageError
from dashboard.state.task import Task


def test_a_result_with_its_progress():
    def work(progress, _cancel):
        progress(2, 5)
        return 7

    task = Task(work, name="The sum").start()
    task.wait(10)
    assert (task.state, task.result, task.error) == ("done", 7, "")
    assert (task.done, task.total) == (2, 5)


def test_nothing_is_a_result_too():
    task = Task(lambda _progress, _cancel: None, name="Nothing").start()
    task.wait(10)
    assert task.state == "done"


def test_what_a_person_caused_is_its_sentence():
    def work(_progress, _cancel):
        raise UsageError("there is no slice 9.")

    task = Task(work, name="The heatmap").start()
    task.wait(10)
    assert (task.state, task.error) == ("failed", "there is no slice 9.")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_is_a_sentence_without_its_innards():
    def work(_progress, _cancel):
        raise ZeroDivisionError("secret")

    task = Task(work, name="The heatmap").start()
    task.wait(10)
    assert task.state == "failed"
    assert task.error.startswith("The heatmap stopped for an unexpected reason")
    assert "secret" not in task.error


def test_it_is_called_off():
    started = threading.Event()

    def work(_progress, cancel):
        started.set()
        assert cancel.wait(10)
        raise Cancelled("The heatmap was cancelled.")

    task = Task(work, name="The heatmap").start()
    assert started.wait(10)
    assert task.state == "running"
    task.cancel()
    task.wait(10)
    assert (task.state, task.error) == ("cancelled", "")


def test_tasks_of_one_turn_wait_for_each_other_and_can_be_called_off_while_they_wait():
    turn = threading.Lock()
    with turn:
        task = Task(lambda _progress, _cancel: 1, name="The check", turn=turn).start()
        assert task.state == "waiting"
        task.cancel()
        task.wait(10)
        assert task.state == "cancelled"
    after = Task(lambda _progress, _cancel: 1, name="The check", turn=turn).start()
    after.wait(10)
    assert after.result == 1
