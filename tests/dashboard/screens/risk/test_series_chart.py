import numpy as np
import pytest

from core.inference import SliceInterval
from dashboard.screens.risk.series_chart import slices_figure


def made(**options):
    return slices_figure(
        np.array([[0.9, 0.1, 0.0], [0.2, 0.1, 0.7], [0.5, 0.3, 0.2]]),
        np.array([0.0, 2000.0, 1000.0]),
        np.array([0.0, 150.0, 0.0]),
        positions_mm=np.array([-10.0, -5.0, 0.0]),
        contributing={"malignant": [1, 2], "benign": []},
        current=1,
        **options,
    )


@pytest.fixture
def figure():
    return made()


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def test_scores_and_areas_lie_over_slice_numbers_from_one(figure):
    malignant = trace(figure, "Malignant-looking")
    assert list(malignant.x) == [1, 2, 3]
    assert list(malignant.y) == [0.0, 0.7, 0.2]
    assert list(trace(figure, "Benign-looking").y) == [0.1, 0.1, 0.3]
    assert list(trace(figure, "Lesion area").y) == [0.0, 1.5, 0.0]  # cm²
    assert list(trace(figure, "Liver area").y) == [0.0, 20.0, 10.0]


def test_the_slices_that_make_the_score_are_ringed(figure):
    rings = [t for t in figure.data if t.name.startswith("counts towards")]
    assert len(rings) == 1  # no benign slice counts
    assert (list(rings[0].x), list(rings[0].y)) == ([2, 3], [0.7, 0.2])
    assert rings[0].showlegend


def test_the_slice_in_view_is_marked_on_every_panel(figure):
    assert [line.x0 for line in figure.layout.shapes] == [2, 2, 2]


def test_the_axis_spans_all_slices_or_those_asked_for(figure):
    assert list(figure.layout.xaxis.range) == [0, 4]
    asked = made(shown=(1, 2))
    for axis in (asked.layout.xaxis, asked.layout.xaxis2, asked.layout.xaxis3):
        assert list(axis.range) == [1, 4]
    # A click still names the same slice.
    assert list(trace(asked, "Malignant-looking").x) == [1, 2, 3]


def test_a_range_is_a_band_from_its_upper_to_its_lower_edge():
    scores = np.array([[0.9, 0.1, 0.0], [0.2, 0.1, 0.7]])
    low, high = scores - np.array([0.1, 0.0, 0.0]), scores + np.array([0.0, 0.2, 0.3])
    figure = slices_figure(
        scores,
        np.ones(2),
        np.zeros(2),
        positions_mm=np.array([0.0, 5.0]),
        contributing={},
        current=0,
        interval=SliceInterval(low, high, 8, 0),
    )
    band = trace(figure, "Malignant-looking, range")
    assert list(band.x) == [1, 2, 2, 1]
    assert list(band.y) == pytest.approx([0.3, 1.0, 0.7, 0.0])
    assert list(trace(figure, "Benign-looking, range").y) == pytest.approx([0.3, 0.3, 0.1, 0.1])
