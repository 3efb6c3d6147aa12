import numpy as np
import pytest

from core.inference.smoothing import AxialSmoother


def smoothed(values, positions, sigma, batch):
    """Push maps of one pixel batch by batch; the values that come back, in order."""
    smoother = AxialSmoother(np.asarray(positions, float), sigma)
    maps = np.asarray(values, np.float32).reshape(-1, 1, 1, 1)
    out = []
    for start in range(0, len(maps), batch):
        first, ready = smoother.push(maps[start : start + batch])
        assert first == len(out)
        out.extend(ready.ravel().tolist())
    return out


def test_neighbours_one_sigma_away_have_the_weight_of_the_formula():
    w1, w2 = np.exp(-0.5), np.exp(-2.0)
    w3 = np.exp(-4.5)  # 0.011: still counted
    result = smoothed([0, 0, 0, 1, 0, 0, 0], np.arange(7) * 2.0, 2.0, batch=7)
    assert result[3] == pytest.approx(1 / (1 + 2 * (w1 + w2 + w3)))
    assert result[0] == pytest.approx(w3 / (1 + w1 + w2 + w3))


@pytest.mark.parametrize("batch", [1, 2, 3, 16])
def test_the_batch_size_changes_nothing(batch):
    values = np.random.default_rng(0).random(11)
    positions = np.cumsum([0, 1, 1, 2, 1, 1, 6, 1, 1, 1, 0.5])
    direct = []
    for z in positions:
        w = np.exp(-0.5 * ((positions - z) / 1.5) ** 2)
        w[w < 0.01] = 0
        direct.append(w @ values / w.sum())
    assert smoothed(values, positions, 1.5, batch) == pytest.approx(direct, abs=1e-6)


def test_thick_slices_are_not_smoothed():
    assert smoothed([0, 1, 0], [0, 5, 10], 1.5, batch=2) == [0, 1, 0]


def test_sigma_zero_passes_everything_through():
    assert smoothed([0.25, 0.5], [0, 0.1], 0.0, batch=1) == [0.25, 0.5]


def test_only_the_reach_is_held_in_memory():
    smoother = AxialSmoother(np.arange(50.0), 1.0)
    for _ in range(50):
        smoother.push(np.zeros((1, 1, 1, 1), np.float32))
        assert len(smoother._held) <= 7
