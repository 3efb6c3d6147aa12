"""What the viewer is told of a series beside its pixels."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from core.series import SeriesTags
from dashboard.components.viewer.body_box import body_box
from dashboard.components.viewer.facts import SeriesFacts, corner_texts, series_facts
from tests.core.known_network import hu_series


def patient_on_a_table(n_slices=6) -> np.ndarray:
    """A body of 100 HU in air, 2 rows of table below it, wider than the body."""
    volume = np.full((n_slices, 64, 64), -1000, dtype=np.int16)
    volume[:, 16:44, 12:52] = 100
    volume[:, 50:52, 2:62] = 200
    return volume


def test_the_box_is_around_the_body_not_the_table():
    series = hu_series(patient_on_a_table())
    box = body_box(series)
    _, rows_mm, columns_mm = series.spacing_mm
    first = series.slice_origins_mm[0]
    # Coarse pixels of 4 mm: within one of them on each side.
    expected_low = first[:2] + np.array([12, 16]) * (columns_mm, rows_mm)
    expected_high = first[:2] + np.array([51, 43]) * (columns_mm, rows_mm)
    assert np.abs(np.array(box.low) - expected_low).max() <= 4.5
    assert np.abs(np.array(box.high) - expected_high).max() <= 4.5


def test_air_alone_has_no_box():
    assert body_box(hu_series(np.full((3, 64, 64), -1000, dtype=np.int16))) is None


def test_a_body_that_is_cut_by_the_edge_keeps_its_box():
    volume = np.full((3, 64, 64), 50, dtype=np.int16)
    series = hu_series(volume)
    box = body_box(series)
    extent = np.array([64 * series.spacing_mm[2], 64 * series.spacing_mm[1]])
    assert np.allclose(np.subtract(box.high, box.low), extent, atol=4.5)


def test_the_corner_says_when_and_how():
    tags = SeriesTags(study_date="20260131", kernel="B30f", slice_thickness_mm=5.0, kvp=120.0)
    assert corner_texts(tags, 2.5) == ("2026-01-31", "B30f · 5 mm · 120 kV")


def test_what_the_header_leaves_out_is_left_out():
    assert corner_texts(SeriesTags(), 2.5) == ("2.5 mm",)


def test_facts_survive_json():
    facts = replace(series_facts(hu_series(patient_on_a_table())), measurements=("/m/t", 3))
    data = json.loads(json.dumps(facts.data()))
    assert data["measurements"] == {"url": "/m/t", "revision": 3}
    assert len(data["origins"]) == 6
    assert isinstance(data["origins"][0][0], float)
    assert SeriesFacts().data()["origins"] is None
    assert SeriesFacts().data()["measurements"] is None


def test_the_corner_says_that_sizes_are_wrong():
    volume = np.full((3, 64, 64), 50, dtype=np.int16)
    right = series_facts(hu_series(volume, (100.0, 1.5, 1.5)))
    assert (right.texts, right.sizes) == (("100 mm",), "")
    wrong = series_facts(hu_series(volume, (101.0, 1.5, 1.5)))
    assert (wrong.texts, wrong.sizes) == (("101 mm",), "Sizes can't be trusted")
    assert wrong.data()["sizes"] == "Sizes can't be trusted"
