from datetime import date

import pytest

from core.follow_up import follow_up
from dashboard.screens.follow_up.charts import places, sizes_figure
from tests.core.follow_up.made_scans import lesion, scan


@pytest.fixture(scope="module")
def result():
    """Lesion 1 grows from 20 to 25 mm, 2 (18 mm, the other target) is gone, 3 is new at 12 mm."""
    earlier = scan("2025-01-01", lesion(1, 0), lesion(2, 70, mm=18))
    later = scan("2025-07-01", lesion(1, 0, mm=25), lesion(2, -60, mm=12))
    return follow_up([earlier, later])


def test_each_lesion_is_a_line_and_the_sum_of_the_targets_another(result):
    figure = sizes_figure(result)
    lines = {trace.name: list(trace.y) for trace in figure.data if trace.name}
    assert lines == {
        "1 (target)": [20, 25],
        "2 (target)": [18, None],
        "3": [None, 12],
        "sum of targets": [38, 25],
    }
    assert all(list(t.x) == [date(2025, 1, 1), date(2025, 7, 1)] for t in figure.data if t.name)
    # The cross where lesion 2 is gone.
    (cross,) = [trace for trace in figure.data if trace.marker.symbol == "x"]
    assert (list(cross.x), list(cross.y)) == ([date(2025, 7, 1)], [0])
    assert list(cross.customdata) == [2]


def test_the_picked_lesion_is_drawn_heavier(result):
    widths = {t.name: t.line.width for t in sizes_figure(result, 3).data if t.name}
    assert widths["3"] > widths["1 (target)"] == widths["2 (target)"]


def test_without_a_date_scans_stand_in_their_order():
    result = follow_up([scan("2025-01-01"), scan(None)], order_given=True)
    assert places(result) == [1, 2]


def test_beside_the_images_the_legend_lies_above_the_lines(result):
    small, large = sizes_figure(result, is_small=True), sizes_figure(result)
    assert small.layout.height < large.layout.height
    assert (small.layout.legend.orientation, large.layout.legend.orientation) == ("h", None)
