import pytest
import torch
from captum.attr import KernelShap

from core.attribution.methods.kernel_shap import KERNEL_SHAP
from core.attribution.seeded import seeded
from core.attribution.superpixels import superpixels
from core.errors import UsageError
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_for_a_sum_a_region_gets_the_contribution_of_its_pixels():
    network, slices = Weighted(), some_slices(1)
    found = KERNEL_SHAP.attribute(network, slices, 0, parameters={"superpixels": 4, "samples": 60})
    regions, held = superpixels(slices, 4), network.by_hand(slices)[0]
    for region in regions.unique():
        inside = regions == region
        torch.testing.assert_close(
            found.values[0][inside].sum(), held[inside].sum(), atol=2e-3, rtol=1e-3
        )


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices(1)
    regions = superpixels(slices, 5)
    with seeded(4):
        expected = KernelShap(network).attribute(
            slices,
            target=2,
            baselines=0,
            feature_mask=regions.expand(1, 3, 8, 8),
            n_samples=40,
        )
    found = KERNEL_SHAP.attribute(
        network, slices, 2, parameters={"superpixels": 5, "samples": 40}, seed=4
    )
    torch.testing.assert_close(
        found.values[0] * regions.flatten().bincount()[regions],
        expected[0, 0],
        atol=1e-5,
        rtol=1e-4,
    )


def test_it_is_complete():
    network, slices = small_cnn(), some_slices(2)
    found = KERNEL_SHAP.attribute(network, slices, 1, parameters={"superpixels": 6, "samples": 100})
    with torch.no_grad():
        difference = (network(slices) - network(slices * 0))[:, 1]
    torch.testing.assert_close(found.values.sum(dim=(1, 2)), difference, atol=1e-3, rtol=1e-2)
    assert found.convergence_delta.abs().max() < 1e-3


def test_too_few_samples_are_refused():
    with pytest.raises(UsageError) as refused:
        KERNEL_SHAP.attribute(
            Weighted(), some_slices(1), 0, parameters={"superpixels": 16, "samples": 4}
        )
    assert refused.value.code == "too_few_samples"
