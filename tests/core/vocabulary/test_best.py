import pytest

from core.vocabulary.best import best

THREE = {"a": (0.5, "0.50"), "b": (0.75, "0.75"), "c": (0.25, "0.25")}


@pytest.mark.parametrize(("higher", "name"), [(True, "b"), (False, "c")])
def test_the_highest_or_the_lowest(higher, name):
    assert best(THREE, higher=higher) == {name}


def test_those_that_read_the_same_share_it():
    shown = {**THREE, "d": (0.7501, "0.75")}
    assert best(shown, higher=True) == {"b", "d"}


@pytest.mark.parametrize("shown", [{}, {"a": (1, "1")}, {"a": (1.0, "1"), "b": (1.01, "1")}])
def test_alone_or_all_alike_nothing_is_better(shown):
    assert best(shown, higher=True) == set()
