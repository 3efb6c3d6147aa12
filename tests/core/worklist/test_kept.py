"""What is kept beside a record: where its images lie, sealed, and its outlines where allowed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.worklist import OUTLINES_VARIABLE, Kept, PatientKey, keeps_outlines
from core.worklist.outlines import unpack
from tests.core.worklist.made_records import some_record
from tests.dashboard.tiny_case import tiny_analysis

KEY = PatientKey(b"k" * 32)


@pytest.fixture(scope="module")
def analysis():
    return tiny_analysis()


@pytest.mark.parametrize(
    ("value", "expected"), [("on", True), (" ON ", True), ("off", False), ("", False), ("1", False)]
)
def test_outlines_are_kept_only_where_that_was_allowed(value, expected):
    assert keeps_outlines({OUTLINES_VARIABLE: value}) is expected
    assert not keeps_outlines({})


def test_by_default_only_the_place_is_kept_and_sealed(analysis, monkeypatch):
    monkeypatch.delenv(OUTLINES_VARIABLE, raising=False)
    kept = Kept.of(analysis, KEY, ["/data/Muster_Anna"])
    assert kept.outlines is None
    assert b"Muster" not in kept.place
    assert kept.paths(KEY) == (Path("/data/Muster_Anna"),)
    assert kept.paths(PatientKey(b"o" * 32)) == ()
    assert replace(kept, place=kept.place[:-1] + b"A").paths(KEY) == ()


def test_of_an_upload_no_place_is_kept(analysis):
    assert Kept.of(analysis, KEY, []).place is None


def test_allowed_the_outlines_are_kept(analysis, monkeypatch):
    monkeypatch.setenv(OUTLINES_VARIABLE, "on")
    kept = Kept.of(analysis, KEY, [])
    again = unpack(kept.outlines, analysis.series, analysis.patient_settings)
    assert (again.mask == analysis.mask).all()


def test_it_goes_beside_its_record_and_with_it(store):
    kept = Kept(place=b"place", outlines=b"outlines")
    first = store.save(some_record(1), kept)
    second = store.save(some_record(2))
    assert store.kept(first.id) == kept
    assert store.kept(second.id) == store.kept(999) == Kept()
    store.delete(first.id)
    assert store.kept(first.id) == Kept()


def test_outlines_of_the_analysis_before_do_not_stay_and_the_place_does(store):
    record = store.save(some_record(1), Kept(place=b"place", outlines=b"old"))
    assert store.save(some_record(1)).id == record.id
    assert store.kept(record.id) == Kept(place=b"place")
    store.save(some_record(1), Kept(place=b"new place", outlines=b"new"))
    assert store.kept(record.id) == Kept(place=b"new place", outlines=b"new")
