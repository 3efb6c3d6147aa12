import numpy as np

from dashboard.components.charts.palette import looks
from dashboard.screens.compare.curves import curves_figure

LOOKS = looks(["a", "b"])
P = {
    "a": np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7]], np.float32),
    "b": np.array([[0.7, 0.2, 0.1], [0.1, 0.7, 0.2]], np.float32),
}


def figure(**options):
    return curves_figure(P, LOOKS, positions_mm=np.array([0.0, 5.0]), current=1, **options)


def test_a_line_a_model_with_the_slice_number_as_people_count():
    traces = figure().data
    assert [trace.name for trace in traces] == ["a", "b"]
    assert list(traces[0].x) == [1, 2]
    np.testing.assert_allclose(traces[1].y, [0.1, 0.2])
    assert traces[0].line.color == LOOKS["a"].colour
    assert traces[0].line.dash != traces[1].line.dash


def test_the_slice_in_view_is_marked():
    (line,) = figure().layout.shapes
    assert (line.x0, line.x1) == (2, 2)


def test_slices_of_different_class_are_shaded():
    shapes = figure(differ=[1]).layout.shapes
    assert [(s.x0, s.x1) for s in shapes if s.type == "rect"] == [(1.5, 2.5)]
