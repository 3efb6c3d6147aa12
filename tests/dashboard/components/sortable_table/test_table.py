import pytest

from dashboard.components.sortable_table.table import Asked, Order, asked, still_there

IDS = ["a", "b", "c", "gone"]
SAID = {"selected": ["c", "a"], "sort": "dice", "falling": True, "at": 17}


def test_what_the_browser_reports():
    assert asked(SAID, IDS) == Asked(("c", "a"), Order("dice", falling=True), 17)


@pytest.mark.parametrize(
    "odd",
    [
        *(None, "a", 3, {}, {**SAID, "selected": "a"}, {**SAID, "at": None}),
        *({**SAID, "at": at} for at in (True, float("nan"), 10**400, -1)),
    ],
)
def test_anything_else_is_no_click(odd):
    assert asked(odd, IDS) is None


def test_only_rows_of_the_table_are_chosen():
    odd = [10**400, True, {"a": 1}, ["a"], "a", 1.5, None]
    assert asked({**SAID, "selected": odd}, ["a", 1]).selected == ("a",)


def test_chosen_rows_come_in_the_order_of_the_table():
    assert still_there(asked(SAID, IDS), ["a", "b", "c"], ["b"]) == ("a", "c")
    assert still_there(asked({**SAID, "selected": []}, IDS), ["a", "b", "c"], ["b"]) == ()


def test_before_the_first_click_the_choice_stands():
    assert still_there(None, ["a", "b", "c"], ["b"]) == ("b",)


def test_a_row_that_is_gone_is_not_chosen():
    assert still_there(asked({**SAID, "selected": ["a", "gone"]}, IDS), ["a", "b"], []) == ("a",)
