import numpy as np
import pytest

from core.attribution import Explanation, Overlap
from core.errors import UsageError
from dashboard import explain_view
from tests.dashboard.tiny_case import session_with
from tests.pages.conftest import html_of


@pytest.fixture
def asked(monkeypatch) -> list[tuple]:
    """Stands in for Grad-CAM: a heatmap of ones; what was asked for is noted."""
    calls = []

    def grad_cam(_model, series, index, target, *, mask, stride):
        calls.append((index, target, stride, mask is not None))
        return Explanation(
            method="grad_cam",
            target=target,
            slice_index=index,
            heatmap=np.ones(series.volume.shape[1:], np.float32),
            scale=2.0,
            parameters={"full_scale_logits": 4.0},
            probabilities=np.array([0.02, 0.04, 0.94]),
            overlap=Overlap(0.6, 0.9, 0.1, True),
        )

    monkeypatch.setattr(explain_view, "grad_cam", grad_cam)
    return calls


def test_before_a_series_is_open(open_app):
    assert "No series is open" in html_of(open_app("explain"))


def test_the_slice_in_view_is_explained_for_the_malignant_class_first(open_app, asked):
    app = open_app("explain", session_with())
    assert asked == [(3, "malignant", 1, False)]
    drawn = html_of(app)
    assert "Slice 4" in drawn
    assert "<b>0.94</b>" in drawn
    assert "60% in the outlined lesions" in drawn
    assert explain_view.WHAT_IT_IS in drawn
    assert app.get("bidi_component")


def test_another_class_or_layer_is_another_heatmap_and_none_is_computed_twice(open_app, asked):
    app = open_app("explain", session_with())
    app.segmented_control(key="explain-class").set_value("benign").run()
    app.segmented_control(key="explain-layer").set_value("Deepest layer").run()
    app.segmented_control(key="explain-class").set_value("malignant").run()
    app.segmented_control(key="explain-layer").set_value("Finer layer").run()
    assert asked == [
        (3, "malignant", 1, False),
        (3, "benign", 1, False),
        (3, "benign", 32, False),
        (3, "malignant", 32, False),
    ]


def test_after_an_analysis_the_overlap_is_measured_on_its_outlines(open_app, asked):
    open_app("explain", session_with(analysed=True))
    assert asked == [(3, "malignant", 1, True)]


def test_what_cannot_be_explained_is_one_sentence(open_app, monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("no encoder layer has stride 32: choose one of 8, 16.")

    monkeypatch.setattr(explain_view, "grad_cam", refuse)
    app = open_app("explain", session_with())
    assert [e.value for e in app.error] == ["no encoder layer has stride 32: choose one of 8, 16."]
