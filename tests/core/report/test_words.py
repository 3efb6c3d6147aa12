"""Sentences, cells and rows of the report from values given by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.report.findings import lesion_words, slice_range
from core.report.lesion_table import COLUMNS, lesion_cells, volume
from core.report.model_card import figure_rows
from core.report.series_facts import study_date
from core.report.slice_picture import outlines
from tests.core.known_network import hu_series
from tests.core.report.made_case import analysed, volume_with_lesion


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


def test_a_lesion_as_a_row(lesion):
    cells = dict(zip(COLUMNS, lesion_cells(lesion), strict=True))
    assert cells["Looks"] == "benign"
    assert (cells["p"], cells["Sure"]) == ("0.80", "0.88")  # 1 - 0.2, of the benign part
    assert (cells["mL"], cells["mm"], cells["HU"]) == ("1,234.6", "41 × 30", "62 ± 14")
    assert (cells["Margin"], cells["Surface"], cells["Slices"]) == ("–", "4", "4–9 (6)")
    assert cells["Descriptors"] == "sharp, >\N{NO-BREAK SPACE}20\N{NO-BREAK SPACE}HU"
    low = lesion_cells(replace(lesion, descriptors=("<= 20 HU",)))
    assert "≤\N{NO-BREAK SPACE}20\N{NO-BREAK SPACE}HU" in low
    cut = dict(zip(COLUMNS, lesion_cells(replace(lesion, touches_edge=True)), strict=True))
    assert (cut["mL"], cut["mm"]) == ("≥ 1,234.6", "≥ 41 × 30")


def test_the_columns_fill_the_page():
    assert sum(COLUMNS.values()) == 174


def test_a_lesion_in_a_sentence(lesion):
    assert lesion_words(replace(lesion, volume_ml=9.94)) == (
        "Lesion 1, benign-looking: 41 × 30 mm, 9.9 mL, 62 ± 14 HU; sharp, > 20 HU; 4 mm from the "
        "liver's surface; slices 4–9."
    )


def test_small_things():
    assert (volume(0.456), volume(12.34)) == ("0.46", "12.3")
    assert (slice_range(0, 0), slice_range(0, 2)) == ("slice 1", "slices 1–3")
    assert study_date(hu_series(np.zeros((1, 2, 2)), study_date="20240230")) == "not stated"


def test_figures_of_a_card_with_n_and_what_was_not_measured():
    metrics = {"n_slices": 93, "liver_dice": 0.957, "ci95": {"liver_dice": [0.946, 0.966]}}
    rows = {row[0]: row[1:] for row in figure_rows(metrics)}
    assert rows["Liver Dice"] == ("0.96", "0.95 – 0.97", "93 slices")
    assert rows["Lesion Dice"] == ("not measured", "not measured", "not stated")


def test_an_outline_runs_round_its_region_and_closes():
    region = np.zeros((5, 5), bool)
    region[2, 2] = True
    (line,) = outlines(region)
    assert (line[0] == line[-1]).all()
    assert sorted(map(tuple, np.unique(line, axis=0))) == [(1.5, 2), (2, 1.5), (2, 2.5), (2.5, 2)]
