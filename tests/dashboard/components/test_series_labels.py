import pytest

from dashboard.components import series_labels
from tests.dashboard.tiny_case import session_with, tiny_series


def entry(**tags):
    return session_with(tiny_series(**tags)).opened


def test_size_is_slices_times_their_distance():
    assert series_labels.size_text(entry()) == "6 × 5 mm"


@pytest.mark.parametrize(("thickness", "text"), [(None, ""), (5.0, ""), (7.5, "7.5 mm thick")])
def test_thickness_is_named_where_it_differs_from_the_distance(thickness, text):
    assert series_labels.thickness_text(entry(slice_thickness_mm=thickness)) == text


def test_silence_about_contrast_is_not_called_a_plain_scan():
    assert series_labels.contrast_text(entry(contrast_agent="IOHEXOL")) == "contrast"
    assert series_labels.contrast_text(entry()) == "contrast not stated"


def test_a_series_without_description_goes_by_its_number():
    assert series_labels.description(entry(series_description="Portal venous")) == "Portal venous"
    assert series_labels.description(entry(series_number=4)) == "Series 4"
    assert series_labels.description(entry()) == "CT"


@pytest.mark.parametrize(
    ("in_header", "said"),
    [("20250131", "2025-01-31"), ("20251340", "no date"), ("2025----", "no date"), ("", "no date")],
)
def test_a_date_that_is_none_is_not_shown_as_one(in_header, said):
    assert series_labels.date_text(entry(study_date=in_header)) == said


def test_the_line_has_the_date_where_there_is_one():
    line = series_labels.line(entry(series_description="Portal", study_date="20250131"), False)
    assert line.endswith(" · Portal · 2025-01-31 · 6 slices · 64² · 5 mm")


def test_the_line_keeps_the_name_back_until_asked():
    line = series_labels.line(entry(series_description="Portal"), show_name=False)
    assert "Muster" not in line
    assert line.endswith(" · Portal · 6 slices · 64² · 5 mm")
    assert series_labels.line(entry(), show_name=True).startswith("Muster, Anna · 77 · ")
