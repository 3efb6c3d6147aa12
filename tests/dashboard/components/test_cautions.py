from dataclasses import replace

import pytest

from core.labels import COLOURS
from dashboard.components.cautions import Doubt, as_html, of_analysis, of_series, verdict_colour
from tests.dashboard.tiny_case import session_with, tiny_analysis, tiny_series


def test_each_caution_brings_its_weight():
    analysis = replace(
        tiny_analysis(), cautions=("No liver.", "Thick."), caution_severities=("stop", "note")
    )
    assert of_analysis(analysis) == [Doubt("stop", "No liver."), Doubt("note", "Thick.")]
    assert of_analysis(None) == []


def test_what_was_odd_on_reading_stands_between_heavy_and_light():
    entry = session_with(replace(tiny_series(), warnings=("A slice is missing.",))).opened
    analysis = replace(
        tiny_analysis(), cautions=("No liver.", "Thick."), caution_severities=("stop", "note")
    )
    found = [doubt.in_words for doubt in of_series(entry, analysis)]
    assert found == ["Stop: No liver.", "Warning: A slice is missing.", "Note: Thick."]


def test_the_weight_is_a_word_and_a_shape_and_text_is_no_markup():
    drawn = as_html([Doubt("stop", "HU < 0")])
    assert '<p class="ll-stop"><b><i aria-hidden="true">✖</i> Stop</b> HU &lt; 0</p>' in drawn
    assert as_html([]) == ""


@pytest.mark.parametrize(
    ("category", "severities", "colour"),
    [
        ("normal", (), COLOURS["normal"]),
        ("normal", ("note",), COLOURS["normal"]),
        ("normal", ("warn",), COLOURS["indeterminate"]),
        ("normal", ("stop",), COLOURS["indeterminate"]),
        ("malignant", ("stop",), COLOURS["malignant"]),
    ],
)
def test_normal_is_green_only_without_a_warning(category, severities, colour):
    made = tiny_analysis()
    patient = replace(made.patient, category=category)
    analysis = replace(
        made, patient=patient, cautions=("...",) * len(severities), caution_severities=severities
    )
    assert verdict_colour(analysis) == colour


def test_normal_that_needs_review_is_not_green():
    made = tiny_analysis()
    patient = replace(made.patient, category="normal", needs_review=True, review_reason="Wide.")
    analysis = replace(made, patient=patient, cautions=(), caution_severities=())
    assert verdict_colour(analysis) == COLOURS["indeterminate"]
