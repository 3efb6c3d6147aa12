import numpy as np
import pytest
import torch
from torch import nn

from core.attribution import METHODS, explain, series_scale
from core.errors import UsageError
from tests.core.known_network import BandNetwork, block_volume, hu_series, known_model

SALIENCY = METHODS["saliency"]


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
