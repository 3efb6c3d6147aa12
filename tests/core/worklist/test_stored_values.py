"""What stands within a record is a number or a word that a record has, or the record is damaged."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from core.errors import StoreError
from core.liver_box import LiverBox
from core.vocabulary import kept_row
from core.vocabulary.signal import lesion_quantities
from core.worklist import Filter, PatientKey, Store, outlines, record_of
from core.worklist.stored_values import (
    check_box,
    check_interval,
    check_lesions,
    check_own,
    check_seconds,
    check_size,
    check_words,
)
from core.worklist.tables import CAUTION, RECORD
from tests.core.refused import refused
from tests.core.worklist.made_records import some_record
from tests.dashboard.tiny_case import tiny_analysis

NAN, INFINITE = float("nan"), float("inf")
N_SLICES = 40
#: Every key, as a real lesion has it.
LESION = {
    "id": 1,
    "label": "malignant",
    "volume_ml": 15.0,
    "diameter_mm": 31.5,
    "short_axis_mm": 20.0,
    "craniocaudal_mm": 25.0,
    "mean_hu": 62.0,
    "sd_hu": 14.0,
    "slice_first": 10,
    "slice_last": 14,
    "slice_largest": 12,
    "centroid_mm": [-50.0, 10.0, 900.0],
    "probability": 0.8,
    "p_malignant": 0.9,
    "core_hu": -3.0,
    "margin": "sharp",
    "margin_hu_per_mm": 12.0,
    "margin_width_mm": 2.0,
    "homogeneous": True,
    "attenuation": "> 20 HU",
    "edge_distance_mm": 0.0,
    "touches_edge": False,
    "descriptors": ["sharp", "homogeneous"],
}
#: The middle of its liver is 60 mm from its centre.
BOX = LiverBox((-110.0, 10.0, 900.0), (-150.0, -60.0, 820.0), (-20.0, 80.0, 980.0))
WRONG = [
    *[(key, value) for key in ("volume_ml", "diameter_mm") for value in (None, "31", [31.5], True)],
    *[
        (key, value)
        for key in ("volume_ml", "diameter_mm", "short_axis_mm", "craniocaudal_mm")
        for value in (-0.1, NAN, INFINITE)
    ],
    ("diameter_mm", 100_001.0),
    ("edge_distance_mm", -1.0),
    ("margin_width_mm", "wide"),
    ("margin_hu_per_mm", -1.0),
    ("mean_hu", NAN),
    ("mean_hu", "62"),
    ("sd_hu", -1.0),
    ("core_hu", INFINITE),
    ("id", 0),
    ("id", "1"),
    ("id", None),
    ("label", "cancer"),
    ("label", ["malignant"]),
    ("slice_first", -1),
    ("slice_first", 13),
    ("slice_last", 40),
    ("slice_last", 11),
    ("slice_largest", 12.5),
    ("centroid_mm", "here"),
    ("centroid_mm", [0.0, 0.0]),
    ("centroid_mm", [0.0, 0.0, NAN]),
    ("centroid_mm", [0.0, 0.0, 100_001.0]),
    # 5,001 mm above the liver's middle.
    ("centroid_mm", [-110.0, 10.0, 5901.0]),
    ("probability", 1.1),
    ("p_malignant", -0.1),
    ("p_malignant", NAN),
    ("margin", 3),
    ("homogeneous", "yes"),
    ("touches_edge", 1),
    ("descriptors", "sharp"),
    ("descriptors", [1]),
]


def test_a_lesion_of_a_real_analysis_is_one():
    check_lesions([LESION], N_SLICES, BOX)
    assert set(LESION) == {one.key for one in lesion_quantities("HU")}
    for unit in ("HU", ""):
        (found,) = tiny_analysis().lesions
        check_lesions([kept_row(lesion_quantities(unit), found)], 6)


def test_what_was_not_measured_or_is_not_known_is_left_alone():
    nothing = dict.fromkeys(
        (
            "centroid_mm",
            "slice_first",
            "short_axis_mm",
            "mean_hu",
            "probability",
            "p_malignant",
            "margin_width_mm",
            "homogeneous",
        )
    )
    check_lesions([{**LESION, **nothing}], N_SLICES)
    check_lesions([{"id": 1, "label": "benign", "new_key": [NAN]}], N_SLICES)
    check_lesions([], N_SLICES)


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_value_that_no_lesion_has(key, value):
    with pytest.raises(ValueError, match=key if not key.startswith("slice") else "slice"):
        check_lesions([{**LESION, key: value}], N_SLICES, BOX)


@pytest.mark.parametrize("lesions", [None, {}, "x", [3], [None], [LESION, LESION]])
def test_what_is_no_list_of_lesions_each_with_its_own_number(lesions):
    with pytest.raises(ValueError):
        check_lesions(lesions, N_SLICES)


def test_far_from_the_liver_is_judged_where_the_sizes_are_possible():
    far = {**LESION, "centroid_mm": [-110.0, 10.0, 5900.0]}
    check_lesions([far], N_SLICES, BOX)
    check_lesions([{**far, "centroid_mm": [0.0, 0.0, 99_000.0]}], N_SLICES)


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (
            check_interval,
            [None, {"normal": [0, 0.2], "benign": [0.1, 0.1], "malignant": [0.6, 1]}],
            [
                [],
                {"malignant": [0.6, 0.8]},
                {"normal": [0, 0.2], "benign": [0.1, 0.1], "malignant": [0.8, 0.6]},
                {"normal": [0, 0.2], "benign": [0.1, 0.1], "malignant": [0.8, 1.2]},
                {"normal": [0, 0.2], "benign": [0.1, NAN], "malignant": [0.6, 0.8]},
                {"normal": [0, 0.2], "benign": "ab", "malignant": [0.6, 0.8]},
            ],
        ),
        (check_seconds, [{}, {"total": 2}], [[], None, {"total": "2"}, {"total": -1}]),
        (check_words, [None, [], ["noise"]], ["noise", [3], 7]),
        (check_size, [None, 0.0, 5], [-1.0, NAN, INFINITE]),
        (
            check_box,
            [None, BOX],
            [
                replace(BOX, low_mm=(0.0, 0.0, 990.0)),
                replace(BOX, high_mm=(NAN, 80.0, 980.0)),
                replace(BOX, centre_mm=(0.0, 0.0, INFINITE)),
            ],
        ),
    ],
)
def test_the_rest_of_a_record(check, right, wrong):
    for value in right:
        check(value)
    for value in wrong:
        with pytest.raises(ValueError):
            check(value)


def test_what_a_model_said_before_a_correction():
    own = {
        "p_normal": 0.1,
        "p_benign": 0.2,
        "p_malignant": 0.7,
        "category": "malignant",
        "headline": "Malignant-looking",
        "liver_volume_ml": 1500.0,
        "lesion_volume_ml": 15.0,
        "burden_percent": 1.0,
        "lesions": [LESION],
    }
    check_own(own, N_SLICES)
    check_own(None, N_SLICES)
    for key, value in (
        ("p_malignant", 7),
        ("p_normal", None),
        ("liver_volume_ml", -1.0),
        ("burden_percent", NAN),
        ("headline", 3),
        ("lesions", None),
        ("lesions", [{**LESION, "volume_ml": -1.0}]),
    ):
        with pytest.raises(ValueError):
            check_own({**own, key: value}, N_SLICES)


def change(store: Store, table: sa.Table, where: sa.ColumnElement, **values: object) -> None:
    """As another program would write it."""
    with store._database.writing() as connection:
        connection.execute(sa.update(table).where(where).values(**values))


#: What can't be within a record, each by itself.
DAMAGE = [
    {"lesions": [{**LESION, "volume_ml": -15.0}]},
    {"lesions": [{**LESION, "centroid_mm": [0.0, 0.0, 1e9]}]},
    {"lesions": [{**LESION, "diameter_mm": "31.5"}]},
    {"interval": {"normal": [0, 1], "benign": [0, 1], "malignant": [0, 7]}},
    {"reasons": "noise"},
    {"seconds": {"total": "fast"}},
    {"own": {"headline": "Normal"}},
    {"liver_box": {"centre_mm": [0, 0, 0], "low_mm": [1, 0, 0], "high_mm": [0, 0, 0]}},
    {"slice_mm": -5.0},
    {"n_slices": 0},
    {"plane": "upside down"},
]


def test_a_damaged_record_is_named_by_either_database(store):
    other = store.save(some_record(2))
    for values in DAMAGE:
        saved = store.save(some_record(1, lesions=(LESION,)))
        assert store.get(saved.id).lesions == (LESION,)
        change(store, RECORD, RECORD.c.id == saved.id, **values)
        for ask in (store.list, lambda: store.get(saved.id)):  # noqa: B023
            with refused(StoreError, "unreadable_record", f"remove {saved.id}`"):
                ask()
        assert store.get(other.id) == other
        store.delete(saved.id)


def test_sqlite_keeps_nan_in_a_lesion_and_a_number_as_a_caution(tmp_path):
    store = Store.open(tmp_path / "worklist.sqlite3")
    for number, damage in (
        (1, lambda id: change(store, RECORD, RECORD.c.id == id, lesions=[{"volume_ml": NAN}])),
        (2, lambda id: change(store, CAUTION, CAUTION.c.record_id == id, sentence=b"\x01")),
    ):
        saved = store.save(some_record(number))
        damage(saved.id)
        with refused(StoreError, "unreadable_record", f"remove {saved.id}`"):
            store.get(saved.id)


def test_a_figure_that_cannot_be_enters_no_count_of_the_cohort(store):
    for values in ({"p_malignant": 7.0}, {"burden_percent": -1.0}):
        saved = store.save(some_record(1))
        store.cohort(Filter(model_name="quick"))
        change(store, RECORD, RECORD.c.id == saved.id, **values)
        with refused(StoreError, "unreadable_record", f"remove {saved.id}`"):
            store.cohort(Filter(model_name="quick"))
        store.delete(saved.id)


def test_a_real_analysis_comes_back_from_the_store_and_from_its_outlines(tmp_path):
    store = Store.open(tmp_path / "worklist.sqlite3")
    analysis = tiny_analysis()
    saved = store.save(record_of(analysis, PatientKey(b"k" * 32)))
    assert len(store.get(saved.id).lesions) == 1
    settings = analysis.patient_settings
    packed = outlines.pack(analysis)
    again = outlines.unpack(packed, analysis.series, settings)
    assert again is not None and again.lesions == analysis.lesions


@pytest.mark.parametrize(("key", "value"), [("volume_ml", -1.0), ("diameter_mm", NAN), ("id", "1")])
def test_outlines_with_a_damaged_lesion_are_made_again(key, value):
    analysis = tiny_analysis()
    (lesion,) = analysis.lesions
    damaged = replace(analysis, lesions=(replace(lesion, **{key: value}),))
    packed = outlines.pack(damaged)
    assert outlines.unpack(packed, analysis.series, analysis.patient_settings) is None
