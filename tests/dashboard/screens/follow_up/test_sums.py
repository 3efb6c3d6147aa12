import re

import pytest

from core.follow_up import follow_up
from dashboard.screens.follow_up import sums
from tests.core.follow_up.made_scans import lesion, scan


@pytest.mark.parametrize(
    ("value", "unit", "text"), [(12.0, " %", "+12.0 %"), (-30.0, "", "−30.0"), (None, " %", "–")]
)
def test_a_change_has_a_sign_and_a_typographic_minus(value, unit, text):
    assert sums.signed(value, unit) == text


def test_every_column_of_the_table_has_a_heading():
    scans = [scan("2026-01-01", lesion(1, 0.0)), scan("2026-07-01", lesion(1, 0.0, mm=25.0))]
    drawn = sums.table(follow_up(scans))
    headings = re.findall("<th>(.*?)</th>", drawn)
    assert len(headings) == len(re.findall("<td>", drawn)) / 2 == 7
    assert all(headings)
    assert "<td>+25.0</td><td>+25.0</td><td>+5.0</td>" in drawn  # %, %, mm
