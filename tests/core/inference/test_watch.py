import threading

import pytest

from core.errors import Cancelled
from core.inference.watch import Watch
from tests.coded import raises


@pytest.fixture
def seen():
    return []


def test_one_pass_counts_its_slices(seen):
    watch = Watch(5, 1, lambda *step: seen.append(step))
    watch.advance(2, 5)
    watch.advance(5, 5)
    watch.end()
    assert seen == [(0, 5), (2, 5), (5, 5)]


def test_two_passes_share_the_count(seen):
    watch = Watch(10, 2, lambda *step: seen.append(step))
    watch.advance(10, 10)
    watch.end_pass()
    watch.advance(1, 4)
    watch.advance(4, 4)
    watch.end()
    # A quarter of the second half is 1.25 slices.
    assert seen == [(0, 10), (5, 10), (6, 10), (10, 10)]


def test_a_pass_that_is_not_needed_still_ends_at_all(seen):
    watch = Watch(4, 2, lambda *step: seen.append(step))
    watch.advance(4, 4)
    watch.end_pass()
    watch.end()
    assert seen == [(0, 4), (2, 4), (4, 4)]


def test_cancelling_says_how_far_it_came():
    cancel = threading.Event()
    watch = Watch(6, 1, cancel=cancel)
    watch.check()
    watch.advance(4, 6)
    cancel.set()
    with raises(Cancelled, "cancelled", "4 of 6"):
        watch.check()
