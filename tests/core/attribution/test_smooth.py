import pytest
import torch
from captum.attr import NoiseTunnel, Saliency

from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.methods.occlusion import OCCLUSION
from core.attribution.methods.saliency import SALIENCY
from core.attribution.seeded import seeded
from core.errors import UsageError
from tests.core.attribution.small_networks import Squared, Weighted, small_cnn, some_slices


def test_noise_changes_nothing_where_the_gradient_is_the_same_everywhere():
    network, slices = Weighted(), some_slices()
    plain = SALIENCY.attribute(network, slices, 0)
    smooth = SALIENCY.attribute(network, slices, 0, smooth_samples=5)
    torch.testing.assert_close(smooth.values, plain.values)
    assert smooth.details["smooth_samples"] == 5


def test_the_mean_over_noisy_copies():
    # |2 (x + noise)| with x = 1 averages to 2: the noise is symmetric and never reaches -1.
    slices = torch.ones(1, 3, 8, 8)
    found = SALIENCY.attribute(Squared(), slices, 0, smooth_samples=64, smooth_sigma=0.1)
    assert found.values.mean() == pytest.approx(2.0, abs=0.01)
    # A pixel's mean of 64 draws of 0.2 strays by 0.2 / 8.
    assert found.values.std() == pytest.approx(0.025, abs=0.008)


def test_it_is_captums_noise_tunnel():
    network, slices = small_cnn(), some_slices(1)
    with seeded(3):
        expected = NoiseTunnel(Saliency(network)).attribute(
            slices, nt_type="smoothgrad", nt_samples=6, stdevs=0.2, target=1, abs=True
        )
    found = SALIENCY.attribute(network, slices, 1, smooth_samples=6, smooth_sigma=0.2, seed=3)
    torch.testing.assert_close(found.values, expected.sum(dim=1))


def test_layers_are_smoothed_too_and_the_same_seed_gives_the_same_map():
    network, slices = small_cnn(), some_slices()
    first, again, other = (
        GRAD_CAM.attribute(
            network, slices, 1, parameters={"layer": "0"}, smooth_samples=4, seed=seed
        ).values
        for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_what_takes_no_gradient_is_not_smoothed():
    with pytest.raises(UsageError, match="SmoothGrad averages gradients, and occlusion takes none"):
        OCCLUSION.attribute(Weighted(), some_slices(), 0, smooth_samples=2)
    with pytest.raises(UsageError, match="-1 noisy samples"):
        SALIENCY.attribute(Weighted(), some_slices(), 0, smooth_samples=-1)
