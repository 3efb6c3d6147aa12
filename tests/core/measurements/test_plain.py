"""What is taken from a browser, and what is refused."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from core.errors import InputError
from core.measurements import (
    FIGURES,
    KINDS,
    MOST,
    change_of,
    measurement_of,
    plain_measurement,
    stored,
)
from core.measurements.limits import MOST_CORNERS, RANGES
from core.vocabulary.measurement import KIND_TITLES
from tests.core.measurements.made import ELLIPSE, REGION, RULER, ellipse, ruler

VIEWER = Path(__file__).parents[3] / "dashboard" / "components" / "viewer" / "js"


def refused(value, n_slices=10) -> str:
    with pytest.raises(InputError) as refusal:
        measurement_of(value, n_slices)
    return refusal.value.code


def test_what_a_browser_sends_is_taken_as_it_is():
    assert measurement_of(RULER, 10) == ruler()
    assert measurement_of(ELLIPSE, 10) == ellipse()


def test_it_goes_through_json_unchanged():
    for made in (ruler(), ellipse()):
        assert measurement_of(json.loads(json.dumps(plain_measurement(made)))) == made


def test_a_region_without_pixels_has_no_figures():
    empty = {name: value for name, value in ELLIPSE.items() if name not in REGION}
    made = measurement_of(empty, 10)
    assert (made.mean_hu, made.figures) == (None, {})
    assert measurement_of(plain_measurement(made)) == made


def test_a_name_stands_on_one_line_and_shows_all_that_it_holds():
    assert measurement_of({**RULER, "name": " a\n\u202e b\x00 "}, 10).given_name == "a b"
    assert measurement_of({**RULER, "name": "x" * 60}, 10).given_name == "x" * 60


@pytest.mark.parametrize(
    "change",
    [
        {"id": "a b"},
        {"id": 7},
        {"id": "a" * 41},
        {"number": 0},
        {"number": True},
        {"number": 1.0},
        {"kind": "circle"},
        {"kind": ["ruler"]},
        {"plane": "oblique"},
        {"slice_index": 10},
        {"slice_index": -1},
        {"slice_index": None},
        {"plane": "coronal"},
        {"slab": "MIP 10 mm\n"},
        {"slab": "<b>"},
        {"name": "x" * 61},
        {"name": None},
        {"points_lps_mm": [[0, 0, 0]]},
        {"points_lps_mm": [[0, 0, 0], [1, 2]]},
        {"points_lps_mm": [[0, 0, 0], [1, 2, math.nan]]},
        {"points_lps_mm": [[0, 0, 0], [1, 2, 10**400]]},
        {"points_lps_mm": "[[0, 0, 0], [1, 2, 3]]"},
        {"length_mm": -1.0},
        {"length_mm": math.inf},
        {"length_mm": "50"},
        {"length_mm": None},
        {"mean_hu": 3.0},
        {"patient_name": "Muster"},
    ],
)
def test_anything_else_is_refused(change):
    assert refused({**RULER, **change}) == "not_a_measurement"


@pytest.mark.parametrize("value", [None, [], "ruler", 3, {}])
def test_what_is_no_measurement_at_all_is_refused(value):
    assert refused(value) == "not_a_measurement"


@pytest.mark.parametrize("change", [{"pixels": 1.5}, {"pixels": 0}, {"sd_hu": -1.0}])
def test_figures_of_a_region_have_their_ranges(change):
    assert refused({**ELLIPSE, **change}) == "not_a_measurement"


def test_a_part_of_the_figures_is_refused():
    assert refused({n: v for n, v in ELLIPSE.items() if n != "sd_hu"}) == "not_a_measurement"


def test_a_freehand_outline_has_a_limit():
    corner = [1.0, 2.0, 3.0]
    outline = {**ELLIPSE, "kind": "freehand", "points_lps_mm": [corner] * MOST_CORNERS}
    assert len(measurement_of(outline).points_lps_mm) == MOST_CORNERS
    assert refused({**outline, "points_lps_mm": [corner] * (MOST_CORNERS + 1)}) == (
        "too_many_corners"
    )
    assert refused({**outline, "points_lps_mm": []}) == "not_a_measurement"


def test_a_change_names_what_is_put_and_what_is_gone():
    change = change_of({"put": [RULER], "remove": ["a2"]}, 10)
    assert (change.put, change.removed) == ((ruler(),), ("a2",))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"put": []},
        {"put": {}, "remove": []},
        {"put": [], "remove": [1]},
        {"put": [], "remove": [], "more": 1},
        {"put": [], "remove": ["a"] * 2001},
    ],
)
def test_another_form_of_change_is_refused(value):
    with pytest.raises(InputError) as refusal:
        change_of(value, 10)
    assert refusal.value.code == "not_a_measurement"


def test_a_change_has_a_limit():
    with pytest.raises(InputError) as refusal:
        change_of({"put": [RULER] * (MOST + 1), "remove": []}, 10)
    assert refusal.value.code == "too_many_measurements"


def test_what_another_version_stored_is_left_out():
    assert stored([RULER, {**RULER, "kind": "spline"}, ELLIPSE]) == (ruler(), ellipse())


def test_every_figure_has_its_range():
    assert {key for keys in FIGURES.values() for key in keys} == set(RANGES)
    assert set(FIGURES) == set(KINDS)


def test_kinds_are_called_as_the_viewer_calls_them():
    source = (VIEWER / "measure_kinds.js").read_text(encoding="utf-8")
    table = re.search(r"KIND_NAMES = \{(.*?)\}", source, re.DOTALL)
    assert dict(re.findall(r'(\w+): "(\w+)"', table[1])) == dict(KIND_TITLES)
