from datetime import date

import pytest

from core.series import SeriesTags, header_date


@pytest.mark.parametrize("text", ["20240131", "20240131 "])
def test_a_day(text):
    assert header_date(SeriesTags(study_date=text)) == date(2024, 1, 31)


@pytest.mark.parametrize("text", ["", "2024", "20241399", "20240230", "unknown"])
def test_silent_or_wrong(text):
    assert header_date(SeriesTags(study_date=text)) is None
