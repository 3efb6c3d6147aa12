"""What is lost, changed or doubled is counted."""

from __future__ import annotations

from dataclasses import replace

from core.audit import Entry
from tools.faults.made import WHO, line, record
from tools.faults.verdict import of_edits, of_lines, of_records


def entry(what: str, who: str = WHO) -> Entry:
    return Entry(1, "2026-01-01T00:00:00+00:00", who, "exported", "", "", what, "")


def test_records():
    kept = [record(1), replace(record(2), liver_ml=7.0), record(4), record(4)]
    found = of_records([*kept, replace(record(9), model_name="another")], {1, 2, 3})
    assert found == {
        "records": 3,
        "records_lost": 1,
        "records_changed": 1,
        "records_doubled": 1,
    }


def test_lines():
    entries = [entry(line(1)), entry(line(2)), entry(line(2)), entry(line(3), "browser-1")]
    found = of_lines(entries, {1, 2, 3})
    assert found == {"lines": 3, "lines_in_all": 4, "lines_lost": 1, "lines_doubled": 1}


def test_edits():
    ada, ben = ("a" * 64, "user-1"), ("a" * 64, "user-2")
    versions = [(ada, 1, "edit 1"), (ada, 2, "edit 2"), (ben, 1, "edit 2"), (ben, 3, "edit 5")]
    assert of_edits(versions, {1, 2, 3}) == {
        "edits": 3,
        "versions": 4,
        "edits_lost": 1,
        "edits_doubled": 1,
        "versions_with_gaps": 1,
    }
