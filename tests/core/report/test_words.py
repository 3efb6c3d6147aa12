"""Sentences, cells and rows of the report from values given by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.report.findings import lesion_words, slice_range
from core.report.lesion_table import _widths, meanings, words_below
from core.report.model_card import figure_rows
from core.report.paper import WIDTH
from core.report.series_facts import study_date
from core.vocabulary.signal import HU, lesion_wide_columns, notes_of
from tests.core.known_network import hu_series
from tests.core.report.made_case import analysed, volume_with_lesion

#: Of the table, and of the words under a row.
ALL_COLUMNS = (*lesion_wide_columns(HU), *notes_of(HU, wide=True, everything=True))


@pytest.fixture(scope="module")
def lesion():
    (found,) = analysed(volume_with_lesion()).lesions
    return replace(
        found,
        volume_ml=1234.56,
        diameter_mm=41.4,
        short_axis_mm=29.6,
        mean_hu=62.4,
        sd_hu=13.6,
        slice_first=3,
        slice_last=8,
        slice_largest=5,
        p_malignant=0.2,
        probability=0.876,
        margin_hu_per_mm=None,
        edge_distance_mm=3.6,
        label="benign",
        descriptors=("sharp", "> 20 HU"),
    )


def test_what_stands_under_the_row_of_a_lesion(lesion):
    assert words_below(lesion).startswith("sharp, > 20\N{NO-BREAK SPACE}HU · ")
    assert "3.6\N{NO-BREAK SPACE}mm to the liver's surface" in words_below(lesion)
    assert "measured on slice 6" in words_below(lesion)


def test_every_field_of_a_lesion_stands_in_the_table(lesion):
    shown = {key for column in ALL_COLUMNS for key in column.keys}
    assert shown == {field.name for field in fields(lesion)}
    told = meanings()
    assert all(column.heading in told for column in ALL_COLUMNS)


def test_columns_fill_the_page_whatever_they_hold():
    headings = [column.heading for column in lesion_wide_columns(HU)]
    for cells in ([headings], [headings, ["x" * 60] * len(headings)]):
        assert sum(_widths(cells)) == pytest.approx(WIDTH)


def test_a_lesion_in_a_sentence(lesion):
    assert lesion_words(replace(lesion, volume_ml=0.04)) == (
        "Lesion 1, benign-looking: 41.4 × 29.6 mm, 0.04 mL, 62 ± 14 HU; sharp, > 20 HU; 3.6 mm to "
        "the liver's surface; slices 4–9."
    )


def test_small_things():
    assert (slice_range(0, 0), slice_range(0, 2)) == ("slice 1", "slices 1–3")
    assert study_date(hu_series(np.zeros((1, 2, 2)), study_date="20240230")) == "not stated"


def test_figures_of_a_card_with_n_and_what_was_not_measured():
    metrics = {"n_slices": 93, "liver_dice": 0.957, "ci95": {"liver_dice": [0.946, 0.966]}}
    rows = {row[0]: row[1:] for row in figure_rows(metrics)}
    assert rows["Liver Dice, pixels pooled"] == ("0.957", "0.95–0.97", "93 slices")
    assert rows["Lesion Dice, pixels pooled"] == ("not measured", "not measured", "not stated")
