import pytest
import torch
from captum.attr import IntegratedGradients

from core.attribution.baselines import baseline_tensor
from core.attribution.methods.integrated_gradients import INTEGRATED_GRADIENTS
from tests.core.attribution.small_networks import Squared, Weighted, small_cnn, some_slices


def test_for_a_sum_each_pixel_gets_its_own_weighted_change():
    network, slices = Weighted(), some_slices()
    found = INTEGRATED_GRADIENTS.attribute(network, slices, 0, parameters={"baseline": "blurred"})
    change = slices - baseline_tensor("blurred", slices)
    torch.testing.assert_close(found.values, network.by_hand(change), atol=1e-5, rtol=1e-5)


def test_for_squares_each_pixel_gets_its_square():
    # The mean of 2 a x for a from 0 to 1, times x.
    slices = some_slices()
    found = INTEGRATED_GRADIENTS.attribute(Squared(), slices, 0)
    torch.testing.assert_close(found.values, slices[:, 0] ** 2)
    assert found.convergence_delta.tolist() == pytest.approx([0, 0], abs=1e-5)


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    expected = IntegratedGradients(network).attribute(slices, target=1, n_steps=20)
    found = INTEGRATED_GRADIENTS.attribute(network, slices, 1, parameters={"steps": 20})
    torch.testing.assert_close(found.values, expected.sum(dim=1))


@pytest.mark.parametrize("baseline", ["air", "blurred", "mean_liver"])
def test_it_is_complete(baseline):
    network, slices = small_cnn(), some_slices()
    liver = torch.zeros(2, 8, 8, dtype=torch.bool)
    liver[:, 2:5, 2:5] = True
    found = INTEGRATED_GRADIENTS.attribute(
        network, slices, 1, parameters={"baseline": baseline, "steps": 200}, liver=liver
    )
    with torch.no_grad():
        before = network(baseline_tensor(baseline, slices, liver))[:, 1]
        difference = network(slices)[:, 1] - before
    torch.testing.assert_close(found.values.sum(dim=(1, 2)), difference, atol=1e-3, rtol=0)
    assert difference.abs().max() > 0.008
