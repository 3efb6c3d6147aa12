"""What is taken from a browser or a file as a finding, and what is refused."""

from __future__ import annotations

import json

import pytest

from core.annotation import (
    Finding,
    finding_of,
    findings_of,
    plain_finding,
    plain_slice_labels,
    slice_labels_of,
)
from core.annotation.plain import LONGEST_NOTE
from core.errors import InputError
from tests.coded import raises

FINDING = {
    "number": 3,
    "kind": "hcc",
    "certainty": "probable",
    "looks": "benign",
    "note": "Washout.\nSee the arterial phase.",
    "rejected": "",
    "is_from_model": True,
    "li_rads": {"washout": "yes", "size_mm": "20+"},
}


def test_it_goes_through_json_unchanged():
    made = finding_of(FINDING)
    assert made == Finding(
        3,
        kind="hcc",
        certainty="probable",
        looks="benign",
        note="Washout.\nSee the arterial phase.",
        is_from_model=True,
        li_rads={"washout": "yes", "size_mm": "20+"},
    )
    assert finding_of(json.loads(json.dumps(plain_finding(made)))) == made
    assert plain_finding(made) == FINDING


def test_what_is_left_out_has_its_default():
    assert finding_of({"number": 254}) == Finding(254)


def test_a_note_keeps_its_lines_and_shows_all_that_it_holds():
    assert finding_of({"number": 1, "note": " a\n\u202eb\x00 "}).note == "a\n b"
    assert finding_of({"number": 1, "note": "x" * LONGEST_NOTE}).note == "x" * LONGEST_NOTE


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 255},
        {"number": True},
        {"number": 1.0},
        {"number": None},
        {"kind": "tumour"},
        {"kind": ["cyst"]},
        {"certainty": "sure"},
        {"looks": "normal"},
        {"note": 7},
        {"note": "x" * (LONGEST_NOTE + 1)},
        {"rejected": "air"},
        {"rejected": None},
        {"is_from_model": 1},
        {"li_rads": []},
        {"li_rads": {"washout": True}},
        {"li_rads": {"<b>": "yes"}},
        {"li_rads": {str(n): "yes" for n in range(41)}},
        {"patient_name": "Muster"},
    ],
)
def test_anything_else_is_refused(change):
    with raises(InputError, "not_a_finding"):
        finding_of({**FINDING, **change})


@pytest.mark.parametrize("value", [None, [], "cyst", 3, {}])
def test_what_is_no_finding_at_all_is_refused(value):
    with raises(InputError, "not_a_finding"):
        finding_of(value)


def test_findings_come_by_number_and_each_number_once():
    assert [one.number for one in findings_of([{"number": 7}, {"number": 2}])] == [2, 7]
    with raises(InputError, "numbered_twice", "7"):
        findings_of([{"number": 7}, {"number": 7}])
    with raises(InputError, "not_a_finding"):
        findings_of({"number": 7})


def test_slice_labels_go_through_json_unchanged():
    labels = {11: "benign", 2: "normal"}
    plain = plain_slice_labels(labels)
    assert list(plain.items()) == [("2", "normal"), ("11", "benign")]
    assert slice_labels_of(json.loads(json.dumps(plain)), 12) == labels


@pytest.mark.parametrize(
    "value",
    [
        {"12": "normal"},
        {"-1": "normal"},
        {"01": "normal"},
        {"١": "normal"},
        {"1.0": "normal"},
        {1: "normal"},
        {"1": "cyst"},
        {"1": None},
        ["normal"],
        None,
    ],
)
def test_labels_of_slices_that_are_not_there_are_refused(value):
    with raises(InputError, "not_a_slice_label"):
        slice_labels_of(value, 12)
