"""What is said of lesions and measurements in MR, where no value is in HU."""

from __future__ import annotations

import pytest

from core.measurements import Measurement, in_plane
from core.measurements.files import measurements_csv
from core.vocabulary import LESION
from core.vocabulary.signal import (
    HU,
    all_lesion_columns,
    every_line,
    lesion_columns,
    lesion_quantities,
    lesion_wide_columns,
    measurement_columns,
    measurement_quantities,
    notes_of,
)

LESION_ROW = {"id": 1, "label": "benign", "mean_hu": 212.4, "sd_hu": 12.3, "core_hu": 210.0}
REGION = Measurement(
    "a", 1, "ellipse", "axial", ((0.0, 0.0, 0.0), (9.0, 9.0, 0.0)), 3,
    mean_hu=512.25, sd_hu=20.5, min_hu=-3.0, max_hu=900.0, area_mm2=64.0, pixels=30,
)  # fmt: skip


def test_in_a_ct_nothing_changes():
    assert lesion_quantities(HU) == LESION
    assert [one.heading for one in lesion_columns(HU)][4] == "HU"


@pytest.mark.parametrize(
    "columns",
    [lesion_columns, lesion_wide_columns, notes_of, all_lesion_columns, measurement_columns],
)
def test_no_column_of_mr_speaks_of_hu_or_attenuation(columns):
    for one in columns(""):
        said = f"{one.heading} {one.meaning}"
        assert HU not in said and "ttenuation" not in said
    assert len({one.heading for one in columns("")}) == len(columns(""))


def test_no_quantity_of_mr_does_either():
    for one in (*lesion_quantities(""), *measurement_quantities("")):
        assert HU not in one.heading + one.meaning + one.unit
        assert "hu" not in one.key.split("_")


def test_the_values_are_those_that_were_measured():
    by_key = {one.key: one.kept(LESION_ROW) for one in lesion_quantities("")}
    assert (by_key["mean_value"], by_key["sd_value"], by_key["core_value"]) == (212.4, 12.3, 210.0)
    assert "attenuation" not in by_key and "margin" not in by_key
    signal = next(one for one in lesion_columns("") if one.heading == "Signal")
    assert signal.text(LESION_ROW) == "212 ± 12"
    assert "Mean signal: 212" in every_line(LESION_ROW, "").splitlines()


def test_measurements_have_no_unit_and_their_true_plane():
    shown = [column.text(REGION) for column in measurement_columns("")]
    assert shown[-1] == "512 ± 21 · −3 to 900 · 64 mm²"
    heading, row = measurements_csv([REGION], "", "coronal").splitlines()
    values = dict(zip(heading.split(","), row.split(","), strict=False))
    assert (values["mean_value"], values["plane"]) == ("512.25", "coronal")
    assert "hu" not in heading.replace("_", ",").split(",")
    assert in_plane([REGION], "axial") == [REGION]
