from dataclasses import replace

from dashboard.cautions import Doubt, as_html, of_analysis, of_series
from tests.dashboard.tiny_case import session_with, tiny_analysis


def test_each_caution_brings_its_weight():
    analysis = replace(
        tiny_analysis(), cautions=("No liver.", "Thick."), caution_severities=("stop", "note")
    )
    assert of_analysis(analysis) == [Doubt("stop", "No liver."), Doubt("note", "Thick.")]
    assert of_analysis(None) == []


def test_what_was_odd_on_reading_stands_between_heavy_and_light():
    entry = session_with().entry
    entry.warnings = ("A slice is missing.",)
    analysis = replace(
        tiny_analysis(), cautions=("No liver.", "Thick."), caution_severities=("stop", "note")
    )
    found = [doubt.in_words for doubt in of_series(entry, analysis)]
    assert found == ["Stop: No liver.", "Warning: A slice is missing.", "Note: Thick."]


def test_the_weight_is_a_word_and_a_shape_and_text_is_no_markup():
    drawn = as_html([Doubt("stop", "HU < 0")])
    assert '<p class="ll-stop"><b><i aria-hidden="true">✖</i> Stop</b> HU &lt; 0</p>' in drawn
    assert as_html([]) == ""
