"""Every field of a lesion is described once, and each way to show lesions has it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from core.lesions import Lesion
from core.vocabulary.lesion import LESION
from core.vocabulary.lesion_columns import (
    LESION_COLUMNS,
    LESION_WIDE_COLUMNS,
    lesion_notes,
    lesion_table_columns,
    notes_text,
)
from tests.core.vocabulary.made_lesion import LESION_MADE as MADE


def cells(lesion) -> dict[str, str]:
    return {column.heading: column.text(lesion) for column in LESION_WIDE_COLUMNS}


def test_every_field_is_described_in_the_order_of_the_dataclass():
    assert [one.key for one in LESION] == [field.name for field in fields(Lesion)]


@pytest.mark.parametrize("columns", [LESION_COLUMNS, LESION_WIDE_COLUMNS])
def test_row_and_notes_together_show_every_field_once(columns):
    shown = [key for one in (*columns, *lesion_notes(columns, everything=True)) for key in one.keys]
    assert sorted(shown) == sorted(one.key for one in LESION)


def test_the_table_with_room_shows_every_field_once():
    shown = [key for column in lesion_table_columns() for key in column.keys]
    assert sorted(shown) == sorted(one.key for one in LESION)


def test_headings_and_meanings_are_there_and_differ():
    for columns in (LESION_WIDE_COLUMNS, lesion_table_columns()):
        headings = [column.heading for column in columns]
        assert len(set(headings)) == len(headings)
        assert all(column.meaning.endswith(".") for column in columns)


def test_a_lesion_as_a_row():
    assert cells(MADE) == {
        "#": "1",
        "Looks": "benign",
        "mL": "3.2",
        "mm": "31.4 × 20.0",
        "HU": "62 ± 14",
        "Slices": "4–9",
        "p(lesion)": "0.88",
        "p(malignant)": "0.20",
    }


def test_a_small_lesion_keeps_two_decimals():
    assert cells(replace(MADE, volume_ml=0.04))["mL"] == "0.04"


def test_sizes_of_a_lesion_that_is_cut_are_lower_bounds():
    cut = cells(replace(MADE, touches_edge=True))
    assert (cut["mL"], cut["mm"]) == ("≥ 3.2", "≥ 31.4 × 20.0")


def test_notes_say_the_rest_in_words():
    assert notes_text(MADE, lesion_notes(LESION_WIDE_COLUMNS)) == (
        "sharp, ≤ 20 HU · 3.6 mm to the liver's surface · craniocaudal 15.0 mm · "
        "margin slope 12 HU/mm"
    )
    narrow = notes_text(MADE, lesion_notes(LESION_COLUMNS))
    assert "p(lesion) 0.88 · p(malignant) 0.20" in narrow
    everything = notes_text(MADE, lesion_notes(LESION_COLUMNS, everything=True))
    assert "core 14 HU · margin width 2.5 mm · measured on slice 6" in everything
    assert "centre (LPS) −10, 20, 300 mm" in everything


def test_notes_leave_out_what_could_not_be_measured_and_say_what_a_reader_must_know():
    bare = replace(MADE, descriptors=(), margin_hu_per_mm=None, margin_width_mm=None)
    text = notes_text(
        replace(bare, edge_distance_mm=0.0, touches_edge=True), lesion_notes(LESION_WIDE_COLUMNS)
    )
    assert text == (
        "cut by the edge: sizes are lower bounds · reaches the liver's surface · "
        "craniocaudal 15.0 mm"
    )
    unknown = replace(bare, edge_distance_mm=None)
    assert notes_text(unknown, lesion_notes(LESION_WIDE_COLUMNS)) == "craniocaudal 15.0 mm"


def test_a_record_of_an_older_version_still_reads():
    old = {"id": 1, "label": "malignant", "volume_ml": 15.0, "diameter_mm": 31.5}
    assert cells(old) == {
        "#": "1",
        "Looks": "malignant",
        "mL": "15.0",
        "mm": "31.5",
        "HU": "–",
        "Slices": "–",
        "p(lesion)": "–",
        "p(malignant)": "–",
    }
    assert notes_text(old, lesion_notes(LESION_COLUMNS, everything=True)) == ""
