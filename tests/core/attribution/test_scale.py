import threading

import numpy as np
import pytest
import torch
from torch import nn

from core.attribution import METHODS, explain, series_scale, with_final_scale
from core.attribution.scale import Scale, SeriesScales
from core.errors import Cancelled, UsageError
from tests.core.known_network import BandNetwork, block_volume, hu_series, known_model

SALIENCY, PATH = METHODS["saliency"], METHODS["integrated_gradients"]


class Contrast(nn.Module):
    """Malignant: the sum of squares of the first channel, over 1000; masks by HU band.

    Its saliency is 2 x / 1000 at a pixel of brightness x = HU / 255.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bands = BandNetwork()
        self.passes = 0

    def forward(self, slices):
        self.passes += 1
        score = (slices[:, 0] ** 2).sum(dim=(1, 2)) / 1000
        return self.bands(slices)[0], torch.stack([0 * score, 0 * score, score], dim=1)


@pytest.fixture
def model():
    return known_model(Contrast())


@pytest.fixture
def series():
    """Six uniform slices of 51, 51, 102, 51, 51 and 51 HU, all of it body."""
    volume = np.full((6, 64, 64), 51)
    volume[2] = 102
    return hu_series(volume)


def test_it_is_the_same_for_every_slice_and_set_by_the_hottest(model, series):
    scales = [explain("saliency", model, series, i, "malignant").scale for i in range(6)]
    assert len(set(scales)) == 1
    # 102 / 255 = 0.4 on the most suspicious slice, which is a quarter of the pixels measured.
    assert scales[0] == pytest.approx(2 * 0.4 / 1000, rel=1e-4)


def test_it_is_measured_once_per_series(model, series):
    first = series_scale(SALIENCY, model, series, "malignant")
    passes = model.network.passes
    assert series_scale(SALIENCY, model, series, "malignant") == first
    assert model.network.passes == passes
    series_scale(SALIENCY, model, series, "lesion")
    assert model.network.passes > passes


def test_an_estimate_takes_one_more_slice_and_stays_until_the_series_is_measured(model, series):
    # Of x squared, the gradient on the path from 0 sums to x squared: 0.04 or 0.16, over 1000.
    scales = SeriesScales(PATH, model, series, "malignant")
    heat = torch.full((64, 64), 1.0)
    assert scales.known is None
    assert scales.passes_left(estimate=True) == 8 + 2
    found = scales.estimate(0, heat)
    # Half of the pixels are the given ones.
    assert found == Scale(1.0, estimated_from=2)
    passes = model.network.passes
    assert scales.estimate(5, 9 * heat) == found == scales.known
    assert model.network.passes == passes
    assert scales.passes_left(estimate=True) == 0

    assert scales.passes_left(estimate=False) == 4 * (8 + 2)
    final = scales.final()
    assert final == pytest.approx(0.16 / 1000, rel=1e-3)
    # Eight points in twos and both ends, for three of the four slices: the most suspicious one was
    # measured for the estimate.
    assert model.network.passes == passes + 3 * (4 + 2)
    assert scales.known == scales.estimate(0, heat) == Scale(final)
    assert scales.passes_left(estimate=False) == 0
    assert series_scale(PATH, model, series, "malignant") == final


def test_the_most_suspicious_slice_itself_is_the_estimate(model, series):
    found = SeriesScales(PATH, model, series, "malignant").estimate(2, torch.zeros(64, 64))
    assert found.estimated_from == 1
    assert found.value == pytest.approx(0.16 / 1000, rel=1e-3)


def test_what_is_quick_to_measure_needs_no_estimate(model, series):
    scales = SeriesScales(SALIENCY, model, series, "malignant")
    assert scales.passes_left(estimate=True) == 4
    found = scales.estimate(0, torch.ones(64, 64))
    assert found.estimated_from is None
    assert found.value == pytest.approx(2 * 0.4 / 1000, rel=1e-4)


def test_a_heatmap_on_an_estimate_says_so_and_is_put_on_the_scale_of_the_series(model, series):
    reports = []

    def explained(**options):
        return explain("integrated_gradients", model, series, 1, "malignant", **options)

    found = explained(
        estimate_scale=True, progress=lambda done, total: reports.append((done, total))
    )
    assert found.scale_estimated_from == 2
    assert reports[-1] == (52 + 10, 52 + 10)
    final = series_scale(PATH, model, series, "malignant")
    refined = with_final_scale(found, final)
    assert (refined.scale, refined.scale_estimated_from) == (final, None)
    assert refined.heatmap is found.heatmap
    again = explained(estimate_scale=True)
    assert (again.scale, again.scale_estimated_from) == (final, None)
    given = explained(scale=3.0, estimate_scale=True)
    assert (given.scale, given.scale_estimated_from) == (3.0, None)


def test_what_was_measured_before_a_cancellation_is_kept(model, series):
    scales, cancel = SeriesScales(SALIENCY, model, series, "malignant"), threading.Event()

    def stop_after_two(done, _total):
        if done == 2:
            cancel.set()

    with pytest.raises(Cancelled):
        scales.final(stop_after_two, cancel)
    passes = model.network.passes
    assert scales.final() == pytest.approx(2 * 0.4 / 1000, rel=1e-4)
    assert model.network.passes == passes + 2


def test_few_hot_pixels_do_not_set_it(model):
    volume = np.full((2, 64, 64), 51)
    volume[:, 0, :3] = 255  # 3 of 4096 pixels: fewer than one in a thousand
    found = series_scale(SALIENCY, model, hu_series(volume), "malignant")
    assert found == pytest.approx(2 * 0.2 / 1000, rel=0.01)


def test_heat_outside_the_body_does_not_count(model):
    volume = np.full((1, 64, 64), 51)
    air = volume.copy()
    air[:, 32:] = -1000
    # The air has another value than the body, but the scale is the same.
    assert series_scale(SALIENCY, model, hu_series(air), "malignant") == pytest.approx(
        series_scale(SALIENCY, model, hu_series(volume), "malignant"), rel=1e-4
    )


def test_there_is_a_scale_even_without_heat(model, series):
    assert series_scale(SALIENCY, model, series, "benign") == 1.0


def test_slices_without_liver_are_skipped_for_the_mean_liver(model):
    series = hu_series(block_volume(6))
    occlusion = METHODS["occlusion"]
    settings = {"baseline": "mean_liver", "window": 32, "stride": 32}
    found = series_scale(occlusion, model, series, "malignant", parameters=settings)
    assert found > 0
    with pytest.raises(UsageError) as refused:
        series_scale(occlusion, model, series, "malignant", parameters={"baseline": "liver"})
    assert refused.value.code == "unusable_value"


def test_grad_cam_keeps_its_fixed_number_of_logits(series):
    from tests.core.attribution.test_grad_cam import PooledNetwork

    pooled = known_model(PooledNetwork())
    assert explain("grad_cam", pooled, series, 0, "malignant").scale == 4 / 16
