import pytest

from dashboard.screens.models.model_table import picked_of

NAMES = ["a", "b", "c"]


def test_what_the_browser_ticked_in_the_order_of_the_table():
    assert picked_of(["c", "a"], NAMES, NAMES) == ("a", "c")
    assert picked_of([], NAMES, NAMES) == ()


@pytest.mark.parametrize("nothing", [None, "a", 3])
def test_before_the_browser_reports_the_choice_stands(nothing):
    assert picked_of(nothing, NAMES, ("b",)) == ("b",)


def test_a_model_that_is_gone_is_not_picked():
    assert picked_of(["a", "gone"], NAMES, NAMES) == ("a",)
