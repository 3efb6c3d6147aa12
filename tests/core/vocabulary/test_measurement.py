"""Measurements in words."""

from __future__ import annotations

import pytest

from core.vocabulary import kept_row
from core.vocabulary.measurement import (
    MEASUREMENT,
    MEASUREMENT_COLUMNS,
    values_text,
    where_text,
)
from tests.core.measurements.made import ellipse, ruler


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (ruler(), "50.0 mm"),
        (ruler(kind="angle", length_mm=None, angle_degrees=44.96), "45.0°"),
        (
            ruler(kind="diameters", length_mm=None, diameter_mm=31.04, short_axis_mm=20.5),
            "31.0 × 20.5 mm",
        ),
        (ruler(kind="probe", length_mm=None, hu=-7.0), "−7 HU"),
        (ruler(kind="probe", length_mm=None), "no pixels inside"),
        (ellipse(), "103 ± 12 HU · −60 to 140 HU · 1,235 mm²"),
    ],
)
def test_values_in_one_line(made, expected):
    assert values_text(made) == expected


def test_where_it_is():
    assert where_text(ruler()) == "slice 3"
    assert where_text(ellipse()) == "coronal, y −12.0 mm, MIP 10 mm"
    sagittal = ellipse(plane="sagittal", slab="", points_lps_mm=((4.26, 0.0, 0.0),) * 2)
    assert where_text(sagittal) == "sagittal, x 4.3 mm"


def test_a_row_of_the_table():
    assert [column.text(ruler()) for column in MEASUREMENT_COLUMNS] == [
        "Ruler 1",
        "Ruler",
        "slice 3",
        "50.0 mm",
    ]
    assert MEASUREMENT_COLUMNS[0].text(ellipse()) == "Portal vein"


def test_a_row_of_the_files_has_all_fields():
    row = kept_row(MEASUREMENT, ruler(length_mm=50.12345))
    assert (row["name"], row["kind"], row["slice_index"], row["slab"]) == (
        "Ruler 1",
        "ruler",
        2,
        "",
    )
    assert (row["length_mm"], row["mean_hu"]) == (50.12, None)
    assert row["points_lps_mm"] == [[0.0, 0.0, -15.0], [30.0, 40.0, -15.0]]
