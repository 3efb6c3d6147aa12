"""The three channels against values computed by hand, and against what models were trained on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.models import load_checkpoint
from core.preprocessing import PreprocessingConfig, slice_tensors
from core.preprocessing.clahe import clahe
from core.preprocessing.denoise import median_filter
from core.preprocessing.window import apply_window

REPO = Path(__file__).resolve().parents[3]


def noisy_slices():
    rng = np.random.default_rng(0)
    return rng.normal(60, 120, (2, 64, 64)).astype(np.float32)


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


def test_the_shipped_model_gets_bit_for_bit_the_inputs_it_was_trained_on():
    config = load_checkpoint(REPO / "weights" / "liver_detection_final.pth").preprocessing
    assert config == PreprocessingConfig()
    hu = noisy_slices()
    assert torch.equal(slice_tensors(hu, config), inputs_of_the_first_release(hu))


def inputs_of_the_first_release(hu):
    """The arithmetic of the release that trained the first models, kept here as it was."""
    clipped = torch.as_tensor(hu, dtype=torch.float32).clamp(0.0, 255.0)
    broad = (clipped - 0.0) / (255.0 - 0.0)
    narrow = ((clipped - (100.0 - 160.0 / 2)) / 160.0).clamp(0.0, 1.0)
    offsets = torch.arange(-3, 4, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (offsets / 1.0) ** 2)
    kernel = kernel / kernel.sum()
    smooth = clipped
    for axis in (1, 2):
        n = smooth.shape[axis]
        pad = (0, 0, 3, 3) if axis == 1 else (3, 3, 0, 0)
        padded = functional.pad(smooth[:, None], pad, mode="replicate")[:, 0]
        smooth = sum(w * padded.narrow(axis, i, n) for i, w in enumerate(kernel.tolist()))
    denoised = ((smooth - (100.0 - 160.0 / 2)) / 160.0).clamp(0.0, 1.0)
    return torch.stack([broad, narrow, denoised], dim=1)


def test_each_setting_changes_its_own_channel():
    hu = noisy_slices()
    plain = slice_tensors(hu, PreprocessingConfig(size=64))
    equalised = slice_tensors(hu, PreprocessingConfig(size=64, clahe=True))
    assert torch.equal(equalised[:, [0, 2]], plain[:, [0, 2]])
    assert torch.equal(equalised[:, 1], clahe(plain[:, 1], 0.01, 8))
    median = slice_tensors(hu, PreprocessingConfig(size=64, denoise="median"))
    assert torch.equal(median[:, :2], plain[:, :2])
    clipped = torch.from_numpy(hu).clamp(0, 255)
    expected = apply_window(median_filter(clipped, 3), (160.0, 100.0))
    assert torch.equal(median[:, 2], expected)


def test_the_crop_does_not_change_what_a_grid_shows():
    hu = noisy_slices()
    cropping = PreprocessingConfig(size=64, crop_to_liver=True)
    assert torch.equal(slice_tensors(hu, cropping), slice_tensors(hu, PreprocessingConfig(size=64)))


def test_the_default_settings_need_no_scikit_image():
    # Training must run where there is torch, timm, numpy and scipy, and nothing else.
    program = (
        "import sys, numpy\n"
        "from core.preprocessing import PreprocessingConfig, slice_tensors\n"
        "slice_tensors(numpy.zeros((1, 64, 64), 'float32'), PreprocessingConfig(size=64))\n"
        "sys.exit('skimage' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPO, check=False)
    assert done.returncode == 0
