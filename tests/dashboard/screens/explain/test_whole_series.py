import numpy as np

from core.attribution.series_heat import SeriesHeat
from core.preprocessing import SliceGrid
from dashboard.screens.explain import whole_series
from dashboard.screens.explain.question import Question
from dashboard.screens.explain.whole_series import Wanted, wanted
from tests.dashboard.tiny_case import MODEL, session_with


def question(**changes) -> Question:
    return Question("digest", "sha", 3, "grad_cam", "lesion")._replace(**changes)


def test_what_is_wanted_does_not_depend_on_the_slice():
    assert wanted(question()) == wanted(question(index=5)) == Wanted("sha", "lesion", "")
    deep = question(parameters=(("layer", "deepest"),))
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
    entry = session.entry
    whole_series.start(session, entry, MODEL, wanted(question()))
    whole_series.task(session, entry).wait(20)
    assert whole_series.collect(session, entry)
    whole = whole_series.found(session, entry, question(index=0))
    assert whole.volume.shape == (6, 64, 64)
    assert whole.volume[2, 32, 32] == 128  # half of the scale
    assert (whole.scale.full, whole.scale.unit) == (4.0, "logits")
    assert whole_series.found(session, entry, question(target="benign")) is None
    assert not whole_series.collect(session, entry)
