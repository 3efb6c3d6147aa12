"""Measurements as files."""

from __future__ import annotations

import csv
import io
import json

from core import DISCLAIMER
from core.measurements.files import measurements_csv, measurements_json
from tests.core.measurements.made import ellipse, ruler


def test_json_and_csv_hold_the_same():
    made = (ruler(), ellipse())
    told = json.loads(measurements_json(made))
    assert told["disclaimer"] == DISCLAIMER
    rows = list(csv.DictReader(io.StringIO(measurements_csv(made))))
    assert [row["name"] for row in rows] == ["Ruler 1", "Portal vein"]
    assert [row["disclaimer"] for row in rows] == [DISCLAIMER] * 2
    assert (rows[0]["length_mm"], rows[0]["mean_hu"]) == ("50.0", "")
    for row, values in zip(rows, told["measurements"], strict=True):
        assert list(row) == [*values, "disclaimer"]
        assert row["area_mm2"] == ("" if values["area_mm2"] is None else str(values["area_mm2"]))
    assert json.loads(rows[1]["points_lps_mm"]) == [[0.0, -12.0, 5.0], [30.0, -12.0, -20.0]]


def test_where_the_sizes_of_the_image_are_wrong_each_row_says_so():
    made, why = (ruler(), ellipse()), "sizes can't be trusted"
    (first, second) = csv.DictReader(io.StringIO(measurements_csv(made, sizes=why)))
    assert (first["length_mm"], first["sizes"], second["sizes"]) == ("50.0", why, why)
    told = json.loads(measurements_json(made, sizes=why))["measurements"]
    assert [row["sizes"] for row in told] == [why, why]
    assert "sizes" not in measurements_csv(made)
    assert "sizes" not in measurements_json(made)


def test_a_name_is_no_formula():
    (row,) = csv.DictReader(io.StringIO(measurements_csv([ruler(given_name="=1+1")])))
    assert row["name"] == "'=1+1"
    told = json.loads(measurements_json([ruler(given_name="=1+1")]))
    assert told["measurements"][0]["name"] == "=1+1"


def test_nothing_measured_is_a_heading_alone():
    assert len(measurements_csv([]).splitlines()) == 1
    assert json.loads(measurements_json([]))["measurements"] == []
