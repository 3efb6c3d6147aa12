import pytest
import torch
from captum.attr import NoiseTunnel, Saliency

from core.attribution import sentences
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.methods.occlusion import OCCLUSION
from core.attribution.methods.saliency import SALIENCY
from core.attribution.seeded import seeded
from core.errors import UsageError
from tests.core.attribution.small_networks import Squared, Weighted, small_cnn, some_slices


def test_noise_changes_nothing_if_the_gradient_is_constant():
    network, slices = Weighted(), some_slices()
    plain = SALIENCY.attribute(network, slices, 0)
    smooth = SALIENCY.attribute(network, slices, 0, smooth_samples=5)
    torch.testing.assert_close(smooth.values, plain.values)
    assert smooth.details["smooth_samples"] == 5


def test_the_mean_over_noisy_copies():
    # |2 (x + noise)| with x = 1 averages to 2: the noise is symmetric and never gets to -1.
    slices = torch.ones(1, 3, 8, 8)
    found = SALIENCY.attribute(Squared(), slices, 0, smooth_samples=64, smooth_sigma=0.1)
    assert found.values.mean() == pytest.approx(2.0, abs=0.01)
    # The mean of 64 draws of standard deviation 0.2 has one of 0.2 / 8.
    assert found.values.std() == pytest.approx(0.025, abs=0.008)


def test_it_agrees_with_captums_noise_tunnel():
    network, slices = small_cnn(), some_slices(1)
    with seeded(3):
        expected = NoiseTunnel(Saliency(network)).attribute(
            slices, nt_type="smoothgrad", nt_samples=6, stdevs=0.2, target=1, abs=True
        )
    found = SALIENCY.attribute(network, slices, 1, smooth_samples=6, smooth_sigma=0.2, seed=3)
    torch.testing.assert_close(found.values, expected.sum(dim=1))


def test_grad_cam_is_smoothed_too_reproducibly_by_its_seed():
    network, slices = small_cnn(), some_slices()
    first, again, other = (
        GRAD_CAM.attribute(
            network, slices, 1, parameters={"layer": "0"}, smooth_samples=4, seed=seed
        ).values
        for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_methods_without_gradients_are_not_smoothed():
    with pytest.raises(UsageError) as refused:
        OCCLUSION.attribute(Weighted(), some_slices(), 0, smooth_samples=2)
    assert refused.value.args == (sentences.smoothing_needs_gradient("occlusion"),)
    with pytest.raises(UsageError) as refused:
        SALIENCY.attribute(Weighted(), some_slices(), 0, smooth_samples=-1)
    assert refused.value.args == (sentences.negative_samples(-1),)
