"""What Streamlit keeps to call later keeps nothing alive."""

import gc
import weakref

from dashboard.components.weakly import weakly


class Owned:
    def __init__(self, name: str) -> None:
        self.name = name


def test_it_is_called_with_all_that_it_was_given():
    first, second = Owned("a"), Owned("b")
    call = weakly(lambda one, two, size: (one.name, two.name, size), first, second, size=3)
    assert call() == ("a", "b", 3)


def test_it_keeps_nothing_alive_and_then_does_nothing():
    first, second = Owned("a"), Owned("b")
    called = []
    call = weakly(lambda *given: called.append(given), first, second)
    held = weakref.ref(second)
    del second
    gc.collect()
    assert held() is None
    assert call() is None
    assert called == []
