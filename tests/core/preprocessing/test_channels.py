"""The three channels against values computed by hand."""

import numpy as np
import pytest
import torch

from core.preprocessing import PreprocessingConfig, slice_tensors
from core.preprocessing.denoise import gaussian_filter
from core.preprocessing.window import apply_window


def test_window_is_linear_between_its_edges():
    hu = torch.tensor([0.0, 20.0, 100.0, 180.0, 400.0])
    assert apply_window(hu, (160.0, 100.0)).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_flat_slice_gives_three_known_levels():
    hu = np.full((1, 32, 32), 51.0, np.float32)
    channels = slice_tensors(hu, PreprocessingConfig(size=32))
    assert channels.shape == (1, 3, 32, 32)
    assert channels[0, 0, 5, 5].item() == pytest.approx(51 / 255)
    assert channels[0, 1, 5, 5].item() == pytest.approx(31 / 160)
    assert channels[0, 2, 5, 5].item() == pytest.approx(31 / 160)


def test_air_is_clipped_before_the_noise_filter():
    # Air beside tissue must act as 0 HU (as in the training slices), not as -1000.
    hu = np.full((1, 32, 32), 100.0, np.float32)
    as_zero = hu.copy()
    hu[0, :, :16] = -1000
    as_zero[0, :, :16] = 0
    config = PreprocessingConfig(size=32)
    assert torch.equal(slice_tensors(hu, config), slice_tensors(as_zero, config))


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
