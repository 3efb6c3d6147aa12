from dataclasses import replace

import pytest

from dashboard.screens.risk.how_sure import about, expected_seconds
from tests.dashboard.tiny_case import tiny_analysis


def test_the_network_goes_over_the_series_nine_times_and_measures_once():
    analysis = replace(tiny_analysis(), seconds={"network": 3.5, "measure": 1.0, "total": 5.0})
    assert expected_seconds(analysis) == 4 * 9 + 1


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "5 s"), (37, "35 s"), (88, "90 s"), (90, "2 min"), (616, "10 min")]
)
def test_a_guess_is_told_roughly(seconds, words):
    assert about(seconds) == words
