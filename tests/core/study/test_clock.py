import pytest

from core.series import SeriesTags
from core.study.clock import clock_text, seconds_after_bolus, seconds_between


@pytest.mark.parametrize(
    ("earlier", "later", "seconds"),
    [
        ("20260101120000", "20260101120110.25", 70.0),
        ("20260101235950", "20260102000020", 30.0),
        ("235950", "000020", 30.0),
        ("120000", "20260101115900", -60.0),
        ("", "20260101120000", None),
        ("20260101120000", "20260102120000", None),
        ("noon", "120000", None),
    ],
)
def test_between_two_scans(earlier, later, seconds):
    assert seconds_between(earlier, later) == seconds


def test_after_the_contrast_agent():
    tags = SeriesTags(acquired_at="20260101120035", bolus_start="120000.5")
    assert seconds_after_bolus(tags) == 35.0
    assert seconds_after_bolus(SeriesTags(acquired_at="20260101120035")) is None


def test_as_text():
    assert clock_text("20260101120035") == "12:00:35"
    assert clock_text("") == ""
