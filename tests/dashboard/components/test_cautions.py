from dataclasses import replace

import pytest

from core.cautions import Caution
from core.labels import COLOURS
from dashboard.components.cautions import (
    as_html,
    in_words,
    of_series,
    record_colour,
    verdict_colour,
)
from tests.core.worklist.made_records import some_record
from tests.dashboard.tiny_case import session_with, tiny_analysis, tiny_series

NO_LIVER = Caution("no_liver", "No liver.", "stop")
THICK = Caution("thick_slices", "Thick.", "note")


def test_what_was_odd_on_reading_stands_between_stop_and_note():
    entry = session_with(replace(tiny_series(), warnings=("A slice is missing.",))).opened
    analysis = replace(tiny_analysis(), cautions=(NO_LIVER, THICK))
    found = [in_words(caution) for caution in of_series(entry, analysis)]
    assert found == ["Stop: No liver.", "Warning: A slice is missing.", "Note: Thick."]
    assert [caution.code for caution in of_series(entry, None)] == ["reading"]


def test_the_severity_is_a_word_and_a_shape_and_text_is_no_markup():
    drawn = as_html([Caution("noise", "HU < 0", "stop")])
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
    cautions = tuple(Caution("noise", "...", severity) for severity in severities)
    analysis = replace(made, patient=patient, cautions=cautions)
    assert verdict_colour(analysis) == colour


def test_normal_that_needs_review_is_not_green():
    made = tiny_analysis()
    patient = replace(made.patient, category="normal", needs_review=True, review_reason="Wide.")
    analysis = replace(made, patient=patient, cautions=())
    assert verdict_colour(analysis) == COLOURS["indeterminate"]


@pytest.mark.parametrize("severities", [(), ("note",), ("stop",)])
def test_what_is_not_assessable_is_never_green(severities):
    cautions = tuple(Caution("noise", "...", severity) for severity in severities)
    made = tiny_analysis()
    patient = replace(made.patient, category="not_assessable", reasons=("noise",))
    colour = verdict_colour(replace(made, patient=patient, cautions=cautions))
    record = some_record(category="not_assessable", reasons=("noise",), cautions=cautions)
    assert colour == record_colour(record) == COLOURS["not_assessable"]
    red, green, _ = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    assert red > green
    assert colour not in (COLOURS["normal"], COLOURS["liver"])


def test_an_old_record_called_normal_over_a_warning_is_not_green():
    warned = some_record(category="normal", needs_review=False, reasons=())
    assert record_colour(warned) == COLOURS["indeterminate"]
    assert record_colour(replace(warned, cautions=())) == COLOURS["normal"]
