import numpy as np

from core.training.acquisition import lung_kernel, streaks, thick_slice


def edge():
    image = np.full((64, 64), 50, np.float32)
    image[:, 32:] = 110
    return image


def test_a_lung_kernel_overshoots_and_is_noisier():
    out = lung_kernel(edge(), np.random.default_rng(0))
    # Grain of 10 to 38 HU, less its low frequencies.
    assert 6 < (out - edge())[:, :20].std() < 38
    assert out[:, 32].mean() > out[:, 50].mean() + 2


def test_a_thick_slice_blurs_the_edges_and_keeps_flat_parts():
    ring = np.zeros((64, 64), np.float32)
    ring[8:56, 8:56] = 100
    out = thick_slice(ring, np.random.default_rng(0))
    assert np.allclose(out[28:36, 28:36], 100, atol=0.01)
    assert np.any((out > 20) & (out < 80))
    assert (out[:4] == 0).all()


def test_streaks_run_across_and_leave_air_alone():
    image = np.full((96, 96), 60, np.float32)
    image[:20] = 0
    added = streaks(image, np.random.default_rng(0)) - image
    assert (added[:15] == 0).all()
    inner = added[30:]
    assert np.abs(np.diff(inner, axis=0)).mean() > 2 * np.abs(np.diff(inner, axis=1)).mean()
