import numpy as np
import pytest

from core.risk import Platt
from core.risk.calibration import EDGE


def test_slope_one_and_intercept_zero_change_nothing():
    assert [Platt(1.0, 0.0)(p) for p in (0.2, 0.5, 0.9)] == pytest.approx([0.2, 0.5, 0.9])


def test_the_slope_multiplies_the_log_odds_and_the_intercept_adds():
    # Odds of 0.2 are 1/4; squared and times 8 they are 1/2.
    assert Platt(2.0, np.log(8.0))(0.2) == pytest.approx(1 / 3)


def test_certainty_stays_finite():
    assert Platt(1.0, 0.0)(0.0) == pytest.approx(EDGE)
    assert Platt(1.0, 0.0)(1.0) == pytest.approx(1 - EDGE)
