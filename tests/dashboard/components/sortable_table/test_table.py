import pytest

from dashboard.components.sortable_table.table import Asked, Order, asked, still_there

SAID = {"selected": ["c", "a"], "sort": "dice", "falling": True, "at": 17}


def test_what_the_browser_reports():
    assert asked(SAID) == Asked(("c", "a"), Order("dice", falling=True), 17)


@pytest.mark.parametrize("odd", [None, "a", 3, {}, {**SAID, "selected": "a"}, {**SAID, "at": None}])
def test_anything_else_is_no_click(odd):
    assert asked(odd) is None


def test_chosen_rows_come_in_the_order_of_the_table():
    assert still_there(asked(SAID), ["a", "b", "c"], ["b"]) == ("a", "c")
    assert still_there(asked({**SAID, "selected": []}), ["a", "b", "c"], ["b"]) == ()


def test_before_the_first_click_the_choice_stands():
    assert still_there(None, ["a", "b", "c"], ["b"]) == ("b",)


def test_a_row_that_is_gone_is_not_chosen():
    assert still_there(asked({**SAID, "selected": ["a", "gone"]}), ["a", "b"], []) == ("a",)
