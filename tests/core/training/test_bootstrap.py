import numpy as np
import pytest

from core.training.bootstrap import interval, subject_draws


def test_each_draw_takes_as_many_subjects_as_there_are():
    draws = subject_draws(5, draws=300)
    assert draws.shape == (300, 5)
    assert (draws.sum(axis=1) == 5).all()
    # With replacement: a given subject is left out of (4/5)^5 = 33 % of the draws.
    assert (draws[:, 0] == 0).mean() == pytest.approx(0.33, abs=0.08)
    assert (draws == subject_draws(5, draws=300)).all()


def test_the_interval_is_the_middle_95_percent():
    assert interval(np.arange(1001.0)) == pytest.approx([25, 975])


def test_undefined_draws_are_left_out_unless_they_are_many():
    values = np.arange(1000.0)
    values[::20] = np.nan
    assert interval(values) is not None
    values[::5] = np.nan
    assert interval(values) is None


def test_no_interval_from_one_subject():
    draws = subject_draws(15)
    only_in_the_first = np.where(draws[:, 0] > 0, 1.0, np.nan)
    assert interval(only_in_the_first) is None
