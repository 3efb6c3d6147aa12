import pytest
import torch
from captum.attr import GradientShap

from core.attribution.methods.gradient_shap import GRADIENT_SHAP
from core.attribution.seeded import seeded
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_without_noise_a_sum_is_the_same_at_every_random_point():
    network, slices = Weighted(), some_slices()
    found = GRADIENT_SHAP.attribute(network, slices, 0, parameters={"noise": 0, "samples": 3})
    torch.testing.assert_close(found.values, network.by_hand(slices))
    assert found.convergence_delta.tolist() == pytest.approx([0, 0], abs=1e-4)


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices(1)
    with seeded(7):
        expected = GradientShap(network).attribute(
            slices, baselines=torch.zeros_like(slices), n_samples=4, stdevs=0.1, target=2
        )
    found = GRADIENT_SHAP.attribute(
        network, slices, 2, parameters={"samples": 4, "noise": 0.1}, seed=7
    )
    torch.testing.assert_close(found.values, expected.sum(dim=1))


def test_it_is_complete_in_expectation():
    network, slices = small_cnn(), some_slices(1)
    with torch.no_grad():
        difference = (network(slices) - network(slices * 0))[0, 1]
    mean_error = {}
    for samples in (2, 1024):
        deltas = [
            GRADIENT_SHAP.attribute(
                network, slices, 1, parameters={"samples": samples, "noise": 0.02}, seed=seed
            ).convergence_delta
            for seed in range(3)
        ]
        mean_error[samples] = float(torch.cat(deltas).abs().mean())
    assert mean_error[1024] < 0.05 * abs(difference)
    assert mean_error[1024] < mean_error[2] / 5


def test_more_samples_than_fit_in_a_pass_are_drawn_in_batches(monkeypatch):
    network, slices = Weighted(), some_slices(1)
    monkeypatch.setattr("core.attribution.chunks.MAX_ROWS", 2)
    found = GRADIENT_SHAP.attribute(network, slices, 0, parameters={"noise": 0, "samples": 5})
    torch.testing.assert_close(found.values, network.by_hand(slices))
