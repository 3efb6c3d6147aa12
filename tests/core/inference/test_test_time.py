import threading

import numpy as np
import pytest

from core.errors import Cancelled, UsageError
from core.inference import make_views, predict_views
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model


def test_four_views_take_the_middle_of_each_quarter():
    views = make_views(4)
    assert sorted(v.shift_mm[0] for v in views) == pytest.approx([-2.25, -0.75, 0.75, 2.25])
    assert sorted(v.shift_mm[1] for v in views) == pytest.approx([-2.25, -0.75, 0.75, 2.25])
    assert sorted(v.degrees for v in views) == pytest.approx([-3, -1, 1, 3])
    assert sorted(v.gain for v in views) == pytest.approx([0.9625, 0.9875, 1.0125, 1.0375])
    assert sorted(v.offset_hu for v in views) == pytest.approx([-3.75, -1.25, 1.25, 3.75])
    assert sorted(v.noise_hu for v in views) == pytest.approx([1, 3, 5, 7])
    assert len({v.seed for v in views}) == 4


def test_the_same_seed_draws_the_same_views():
    assert make_views(8) == make_views(8)
    assert make_views(8, seed=1) != make_views(8)


def test_no_view_is_refused():
    with pytest.raises(UsageError):
        make_views(0)


def test_each_view_is_predicted_and_counted():
    volume = block_volume(3)
    volume[1, 20:30, 24:32] = MALIGNANT_HU
    seen = []
    said = predict_views(
        hu_series(volume),
        known_model(),
        make_views(2),
        engine="torch",
        progress=lambda *a: seen.append(a),
    )
    for one in said:
        assert one.probabilities[1, 2] == pytest.approx(0.95, abs=1e-4)
        assert one.liver_area_mm2[1] == pytest.approx(3600, rel=0.02)
    assert seen == [(0, 6), (3, 6), (3, 6), (6, 6)]


def test_cancelled_between_views():
    cancel = threading.Event()
    said = predict_views(
        hu_series(block_volume(2)), known_model(), make_views(3), engine="torch", cancel=cancel
    )
    assert np.isfinite(next(said).probabilities).all()
    cancel.set()
    with pytest.raises(Cancelled):
        next(said)
