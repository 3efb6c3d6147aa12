from datetime import date

import pytest

from core.follow_up import change_of
from core.follow_up.change import days_between, doubling_days, percent
from tests.core.follow_up.made_scans import lesion


def test_a_lesion_of_twice_the_volume():
    change = change_of(lesion(1, 0, mm=20, ml=4), lesion(1, 0, mm=25, ml=8), 90)
    assert (change.volume_ml, change.volume_percent) == (4.0, 100.0)
    assert (change.diameter_mm, change.diameter_percent) == (5.0, 25.0)
    assert (change.days, change.doubling_days) == (90, pytest.approx(90))


@pytest.mark.parametrize(
    ("before", "after", "days", "expected"),
    [
        (1.0, 4.0, 100, 50.0),  # two doublings
        (1.0, 2**0.5, 30, 60.0),  # half a doubling
        (2.0, 2.0, 30, None),
        (2.3, 2.3 + 1e-12, 30, None),  # the same voxels, summed in another order
        (2.3, 2.3001, 30, 478_306.0),  # 30 ln 2 / ln(2.3001 / 2.3)
        (2.0, 1.0, 30, None),
        (0.0, 1.0, 30, None),
        (1.0, 2.0, 0, None),
        (1.0, 2.0, None, None),
    ],
)
def test_doubling_time(before, after, days, expected):
    assert doubling_days(before, after, days) == (expected and pytest.approx(expected, rel=1e-4))


def test_percent_of_zero_is_none():
    assert percent(0.0, 3.0) is None
    assert percent(8.0, 6.0) == -25.0


def test_days_between_two_dates():
    assert days_between(date(2024, 2, 1), date(2024, 3, 1)) == 29
    assert days_between(None, date(2024, 3, 1)) is None
