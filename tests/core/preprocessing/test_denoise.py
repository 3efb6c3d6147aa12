"""The noise filters on slices whose answer can be worked out by hand."""

import numpy as np
import pytest
import torch

from core.preprocessing import PreprocessingConfig
from core.preprocessing.denoise import (
    FILTERS,
    denoise,
    gaussian_filter,
    median_filter,
    non_local_means,
)
from core.preprocessing.settings_check import NOISE_FILTERS


def test_gaussian_of_an_impulse():
    impulse = torch.zeros(1, 15, 15)
    impulse[0, 7, 7] = 1
    blurred = gaussian_filter(impulse, 1.0)
    weights = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    weights /= weights.sum()
    assert blurred[0, 7, 7].item() == pytest.approx(weights[3] ** 2, rel=1e-5)
    assert blurred[0, 7, 8].item() == pytest.approx(weights[3] * weights[4], rel=1e-5)
    assert blurred[0, 6, 8].item() == pytest.approx(weights[2] * weights[4], rel=1e-5)
    assert blurred.sum().item() == pytest.approx(1, rel=1e-5)


def test_gaussian_keeps_the_edge_level():
    assert torch.allclose(gaussian_filter(torch.full((1, 9, 9), 7.0), 1.0), torch.tensor(7.0))


def test_gaussian_of_no_width_is_nothing():
    noisy = torch.rand(1, 9, 9)
    assert torch.equal(gaussian_filter(noisy, 0.0), noisy)


def test_median_of_three_by_three():
    # 1 2 3   The middle: the 5th of 1 2 3 4 5 6 7 8 90 in order. The corner at 1 continues its
    # 4 90 6  edge: 1 1 2, 1 1 2, 4 4 90 in order is 1 1 1 1 2 2 4 4 90, so 2.
    # 7 8 5
    slices = torch.tensor([[[1.0, 2, 3], [4, 90, 6], [7, 8, 5]]])
    filtered = median_filter(slices, 3)
    assert filtered.dtype == torch.float32
    assert filtered[0, 1, 1].item() == 5.0
    assert filtered[0, 0, 0].item() == 2.0


def test_median_does_not_mix_slices():
    slices = torch.stack([torch.zeros(5, 5), torch.full((5, 5), 9.0)])
    assert torch.equal(median_filter(slices, 3), slices)


def test_median_keeps_an_edge_that_gaussian_blurs():
    edge = torch.zeros(1, 9, 9)
    edge[..., 5:] = 100
    assert torch.equal(median_filter(edge, 3), edge)
    assert gaussian_filter(edge, 1.0)[0, 4, 4].item() > 10


def test_non_local_means_takes_grain_and_leaves_the_edge():
    generator = torch.Generator().manual_seed(0)
    clean = torch.full((1, 48, 48), 60.0)
    clean[..., 24:] = 160
    noisy = clean + 10 * torch.randn(clean.shape, generator=generator)
    filtered = non_local_means(noisy, 10.0)
    assert filtered.dtype == torch.float32
    assert (filtered - clean).abs().mean() < 0.4 * (noisy - clean).abs().mean()
    assert filtered[..., 22].mean() < 75
    assert filtered[..., 25].mean() > 145


def test_non_local_means_of_a_flat_slice_is_flat():
    flat = torch.full((2, 16, 16), 42.0)
    assert torch.allclose(non_local_means(flat, 10.0), flat, atol=1e-4)


def test_the_config_names_the_filter():
    slices = 100 * torch.rand(2, 32, 32, generator=torch.Generator().manual_seed(1))
    expected = {
        "none": slices,
        "gaussian": gaussian_filter(slices, 2.0),
        "median": median_filter(slices, 5),
        "non_local_means": non_local_means(slices, 7.0),
    }
    for name, wanted in expected.items():
        config = PreprocessingConfig(
            denoise=name, denoise_sigma=2.0, median_pixels=5, nlm_noise_hu=7.0
        )
        assert torch.equal(denoise(slices, config), wanted), name


def test_every_filter_of_the_config_exists():
    assert set(FILTERS) == set(NOISE_FILTERS)
