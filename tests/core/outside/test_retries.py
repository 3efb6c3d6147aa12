"""What may pass is tried again, and nothing else."""

import threading

import pytest

from core.errors import Cancelled, PacsError
from core.outside.retries import Passing, with_retries


class BusyError(PacsError, Passing):
    pass


def failing(times: int, error: Exception):
    """A step that fails so often, and the list of its calls."""
    calls = []

    def step():
        calls.append(None)
        if len(calls) <= times:
            raise error
        return "done"

    return step, calls


@pytest.mark.parametrize("times", [0, 1, 2])
def test_it_is_tried_until_it_works(times):
    step, calls = failing(times, BusyError())
    assert with_retries(step, pauses=(0.0, 0.0)) == "done"
    assert len(calls) == times + 1


def test_after_the_last_try_its_error_comes_out():
    step, calls = failing(9, BusyError("third"))
    with pytest.raises(BusyError, match="third"):
        with_retries(step, pauses=(0.0, 0.0))
    assert len(calls) == 3


def test_what_does_not_pass_is_tried_once():
    step, calls = failing(9, PacsError())
    with pytest.raises(PacsError):
        with_retries(step, pauses=(0.0, 0.0))
    assert len(calls) == 1


def test_a_pause_can_be_cancelled():
    cancel = threading.Event()
    cancel.set()
    step, calls = failing(9, BusyError())
    with pytest.raises(Cancelled) as told:
        with_retries(step, cancel, pauses=(3600.0,))
    assert told.value.code == "cancelled"
    assert len(calls) == 1
