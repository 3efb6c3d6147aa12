from dataclasses import replace

import numpy as np

from core.attribution.series_heat import SeriesHeat
from core.preprocessing import SliceGrid
from dashboard.screens.explain import whole_series
from dashboard.screens.explain.whole_series import wanted
from dashboard.state.explanations import Question, Setting
from dashboard.state.series_heat import Wanted
from tests.dashboard.tiny_case import MODEL, session_with


def question(**changes) -> Question:
    return replace(Question("sha", 3, "grad_cam", "lesion"), **changes)


def test_what_is_wanted_does_not_depend_on_the_slice():
    assert wanted(question()) == wanted(question(index=5)) == Wanted("sha", "lesion", "")
    deep = question(settings=(Setting("layer", "deepest"),))
    assert wanted(deep) == Wanted("sha", "lesion", "deepest")


def test_other_methods_and_smoothed_ones_go_slice_by_slice():
    assert wanted(question(method="saliency")) is None
    assert wanted(question(smooth_samples=8)) is None


def test_the_map_made_last_is_found_where_it_fits(monkeypatch):
    def series_grad_cam(model, series, target, *, layer, progress, cancel):
        grid = SliceGrid.for_series(series, model.preprocessing)
        maps = np.full((6, 2, 2), 0.5, np.float32)
        return SeriesHeat(target, maps, grid, 1.0, {"full_scale_logits": 4.0})

    monkeypatch.setattr(whole_series, "series_grad_cam", series_grad_cam)
    session = session_with()
    opened = session.opened
    whole_series.start(session, opened, MODEL, wanted(question()))
    whole_series.under_way(opened).wait(20)
    whole_series.collect(session, opened)
    assert whole_series.under_way(opened) is None
    whole = whole_series.found(opened, question(index=0))
    assert whole.volume.shape == (6, 64, 64)
    assert whole.volume[2, 32, 32] == 128  # half of the scale
    scale = whole_series.scale(whole)
    assert (scale.full, scale.unit) == (4.0, "logits")
    assert whole_series.found(opened, question(target="benign")) is None
