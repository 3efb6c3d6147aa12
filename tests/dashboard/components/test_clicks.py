import pytest

from dashboard.components import clicks


@pytest.mark.parametrize(
    ("value", "found"),
    [
        *((5, 5), (5.0, 5), (1, 1), (9, 9), (0, None), (10, None), (5.5, None), (True, None)),
        *((10**400, None), (float("nan"), None), (float("inf"), None), ("5", None), ([5], None)),
    ],
)
def test_a_whole_number(value, found):
    assert clicks.whole(value, 1, 9) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [(2.5, 2.5), (3, 3.0), (-10, None), (10**400, None), (float("nan"), None), (False, None)],
)
def test_a_number(value, found):
    assert clicks.number(value, -9, 9) == found


def chosen(**what) -> dict:
    return {"selection": what}


def test_a_click_names_the_lesion_of_its_point():
    one = {"x": "2025-01-01", "y": 20.0, "customdata": 2}
    assert clicks.point(chosen(points=[one])) == one
    assert clicks.custom(chosen(points=[one])) == 2
    assert clicks.custom(chosen(points=[{"customdata": [3]}, {"customdata": [1]}])) == 3
    # The sum's points carry no lesion; a click beside all points takes the mark away.
    assert clicks.custom(chosen(points=[{"x": "2025-01-01", "y": 38.0}])) is None
    assert clicks.custom(chosen(points=[])) is None


def test_a_click_along_the_slices_names_the_slice_that_counts_from_one():
    assert clicks.slice_index(chosen(points=[{"x": 1}]), 48) == 0
    assert clicks.slice_index(chosen(points=[{"x": 48.0}]), 48) == 47
    for odd in (0, 49, 2.5, "3", None):
        assert clicks.slice_index(chosen(points=[{"x": odd}]), 48) is None
    assert clicks.slice_index(chosen(points=[]), 48) is None


def test_a_click_names_the_row_of_its_cell():
    assert clicks.row(chosen(cells=[(2, "Number")]), 3) == 2
    assert clicks.row(chosen(cells=[]), 3) is None
    # A table that is shorter now.
    assert clicks.row(chosen(cells=[(2, "Number")]), 2) is None


@pytest.mark.parametrize(
    "odd",
    [None, "a", [], {}, {"selection": 3}, *(chosen(points=x, cells=x) for x in (3, "ab", [3], {}))],
)
def test_what_is_not_as_it_should_be_is_no_click(odd):
    assert (clicks.point(odd), clicks.custom(odd), clicks.row(odd, 9)) == ({}, None, None)
