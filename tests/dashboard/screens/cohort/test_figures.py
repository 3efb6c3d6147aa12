from collections import Counter
from datetime import date

import pytest

from core.worklist.cohort import Cell, Cloud, Cohort, Counts, Point
from core.worklist.outside import Outside
from dashboard.screens.cohort.figures import (
    burden_figure,
    categories_figure,
    count_step,
    risk_figure,
)


def point(number: int, p: float, burden: float | None, category: str = "malignant") -> Point:
    return Point(number, category, p, burden, f"{number:016x}", date(2025, 1, number))


def counts(**more) -> Counts:
    """Two malignant-looking series, one without liver, and a benign-looking one."""
    histogram = {("malignant", 18): 2, ("benign", 3): 1}
    return Counts(**{"histogram": histogram, "n_without_liver": 1, "highest_burden": 4.0} | more)


def cohort(*, cells=(), picked: Point | None = None) -> Cohort:
    points = (point(1, 0.92, 4.0), point(3, 0.15, 0.5, "benign"))
    return Cohort(counts(), Outside(), Cloud(points, cells), picked)


def titles(figure) -> str:
    title = figure.layout.title
    notes = [note.text for note in figure.layout.annotations]
    return " ".join([title.text, title.subtitle.text or "", *notes])


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (1, 1), (6, 1), (7, 2), (13, 5), (31, 10), (5000, 1000)]
)
def test_ticks_of_a_count_are_whole_numbers(most, step):
    assert count_step(most) == step


def test_risk_is_counted_by_category_the_most_urgent_first():
    figure = risk_figure(counts())
    assert [trace.name for trace in figure.data] == ["Malignant-looking", "Benign-looking"]
    assert [sum(trace.y) for trace in figure.data] == [2, 1]
    assert [trace.x[place] for trace, place in zip(figure.data, (18, 3), strict=True)] == [
        pytest.approx(0.925),
        pytest.approx(0.175),
    ]
    assert (figure.data[0].y[18], len(figure.data[0].x)) == (2, 20)
    assert "n = 3 series" in titles(figure)


def test_a_point_carries_its_record_and_those_without_liver_are_counted():
    figure = burden_figure(cohort(picked=point(3, 0.15, 0.5, "benign")))
    points = {trace.name: trace for trace in figure.data}
    assert (list(points["Malignant-looking"].x), list(points["Malignant-looking"].y)) == (
        [0.92],
        [4.0],
    )
    assert points["Malignant-looking"].customdata[0][0] == 1
    assert points["Malignant-looking"].customdata[0][1] == "Subject 00000000, 2025-01-01"
    assert len(points["Benign-looking"].x) == 1
    assert points["Benign-looking"].marker.size[0] > points["Malignant-looking"].marker.size[0]
    assert "n = 2 series" in titles(figure)
    assert "1 more without liver" in titles(figure)


def test_a_square_stands_where_many_are_and_the_picked_one_is_drawn_over_it():
    inside = point(9, 0.01, 0.05)
    squares, urgent, _ = burden_figure(cohort(cells=(Cell(0, 0, 7),), picked=inside)).data
    assert squares.type == "heatmap"
    assert (squares.z[0][0], squares.z[0][1], squares.z[1][0]) == (7, None, None)
    # Thirty cells a side, up to 1 and to the highest burden.
    assert (len(squares.x), squares.x[-1], squares.y[-1]) == (31, 1.0, 4.0)
    assert squares.text[0][0] == "0.00–0.03, burden 0.0–0.1 %"
    assert [row[0] for row in urgent.customdata] == [1, 9]


def test_categories_have_counts_and_shares():
    (bars,) = categories_figure(counts()).data
    shown = dict(zip(bars.y, zip(bars.x, bars.text, strict=True), strict=True))
    assert shown["Malignant-looking"] == (2, "2 (67%)")
    assert shown["Benign-looking"] == (1, "1 (33%)")
    assert shown["Normal"] == (0, "0 (0%)")


def test_with_nothing_to_draw_it_is_said():
    assert "fits these filters" in titles(burden_figure(Cohort(Counts(), Outside(), Cloud())))


def test_a_bar_of_what_is_not_assessable_only_where_it_is_counted():
    assert "Not assessable" not in categories_figure(counts()).data[0].y
    with_outside = counts(histogram={("malignant", 18): 2, ("not_assessable", 0): 1})
    bars = categories_figure(with_outside).data[0]
    assert Counter(dict(zip(bars.y, bars.x, strict=True))) == Counter(
        {"Malignant-looking": 2, "Not assessable": 1}
    )
