import numpy as np
import pytest

from dashboard.screens.cohort.figures import (
    bin_centres,
    binned,
    burden_figure,
    categories_figure,
    count_step,
    risk_figure,
)
from tests.core.worklist.made_records import some_record


def records():
    return [
        some_record(1, id=1, p_malignant=0.92, burden_percent=4.0),
        some_record(2, id=2, p_malignant=0.94, burden_percent=None),
        some_record(3, id=3, p_malignant=0.15, burden_percent=0.5, category="benign"),
    ]


def titles(figure) -> str:
    title = figure.layout.title
    notes = [note.text for note in figure.layout.annotations]
    return " ".join([title.text, title.subtitle.text or "", *notes])


@pytest.mark.parametrize(("p", "number"), [(0.0, 0), (0.049, 0), (0.15, 3), (0.3, 6), (1.0, 19)])
def test_an_edge_belongs_to_the_bin_above_it(p, number):
    assert np.flatnonzero(binned([p])).tolist() == [number]


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (1, 1), (6, 1), (7, 2), (13, 5), (31, 10), (5000, 1000)]
)
def test_ticks_of_a_count_are_whole_numbers(most, step):
    assert count_step(most) == step


def test_twenty_bins_of_a_twentieth():
    assert len(bin_centres()) == len(binned([])) == 20
    np.testing.assert_allclose(bin_centres()[[0, 3, 19]], [0.025, 0.175, 0.975])


def test_risk_is_counted_by_category_the_most_urgent_first():
    figure = risk_figure(records())
    assert [trace.name for trace in figure.data] == ["Malignant-looking", "Benign-looking"]
    assert [int(sum(trace.y)) for trace in figure.data] == [2, 1]
    assert figure.data[0].y[18] == 2
    assert "n = 3 series" in titles(figure)


def test_a_point_carries_its_record_and_those_without_liver_are_counted():
    figure = burden_figure(records(), picked=3)
    points = {trace.name: trace for trace in figure.data}
    assert (list(points["Malignant-looking"].x), list(points["Malignant-looking"].y)) == (
        [0.92],
        [4.0],
    )
    assert points["Malignant-looking"].customdata[0][0] == 1
    assert points["Malignant-looking"].customdata[0][1] == "Subject 00000000, 2025-01-01"
    assert points["Benign-looking"].marker.size[0] > points["Malignant-looking"].marker.size[0]
    assert "n = 2 series" in titles(figure)
    assert "1 more without liver" in titles(figure)


def test_categories_have_counts_and_shares():
    (bars,) = categories_figure(records()).data
    counts = dict(zip(bars.y, zip(bars.x, bars.text, strict=True), strict=True))
    assert counts["Malignant-looking"] == (2, "2 (67%)")
    assert counts["Benign-looking"] == (1, "1 (33%)")
    assert counts["Normal"] == (0, "0 (0%)")


@pytest.mark.parametrize("figure", [risk_figure, burden_figure, categories_figure])
def test_with_nothing_to_draw_it_is_said(figure):
    made = figure([])
    assert "fits these filters" in titles(made)


def test_a_bar_of_what_is_not_assessable_only_where_it_is_counted():
    assert "Not assessable" not in categories_figure(records()).data[0].y
    with_outside = [*records(), some_record(4, id=4, category="not_assessable")]
    bars = dict(zip(*(categories_figure(with_outside).data[0][axis] for axis in "yx"), strict=True))
    assert bars == {
        "Malignant-looking": 2,
        "Not assessable": 1,
        "Indeterminate": 0,
        "Benign-looking": 1,
        "Normal": 0,
    }
