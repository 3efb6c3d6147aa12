"""Which lines of a trail count as entries, where somebody changed or added some."""

from dataclasses import replace

import pytest

from core.audit import Trail
from core.worklist import PatientKey


@pytest.fixture
def trail(tmp_path) -> Trail:
    return Trail(tmp_path / "audit.jsonl", PatientKey(b"k" * 32))


def put(trail: Trail, **values) -> None:
    """A line of the right shape that somebody else wrote."""
    last = trail.read()[-1]
    forged = replace(last, **{"number": last.number + 1, "before": "0" * 64, **values})
    with trail.file.open("a") as file:
        file.write(f"{forged.line()}\n")


@pytest.mark.parametrize("values", [{}, {"number": 10**11}, {"before": ""}, {"number": 1}])
def test_a_line_that_does_not_follow_is_marked_and_never_counts(trail, values):
    trail.note("a", "opened")
    trail.note("b", "opened")
    put(trail, who="forger", **values)
    assert [entry.who for entry in trail.read()] == ["a", "b"]
    assert trail.note("c", "opened").number == 3
    assert [(one.entry.who, one.line, one.follows) for one in trail.listed()] == [
        ("a", 1, True),
        ("b", 2, True),
        ("forger", 3, False),
        ("c", 4, True),
    ]
    assert trail.check().damaged == 3


def test_forged_lines_of_any_length_do_not_hide_the_last_entry(trail):
    trail.note("a", "opened")
    trail.note("b", "opened")
    for _ in range(20):
        put(trail, number=10**9, what="x" * 7000)
    assert trail.note("c", "opened").number == 3
    assert [entry.who for entry in trail.read()] == ["a", "b", "c"]


def test_entries_after_a_line_that_was_changed_are_listed(trail):
    for who in "abcdef":
        trail.note(who, "opened")
    lines = trail.file.read_text().splitlines()
    trail.file.write_text("\n".join([*lines[:2], *lines[3:]]) + "\n")
    assert [entry.who for entry in trail.read()] == ["a", "b", "e", "f"]
    assert [one.entry.who for one in trail.listed() if not one.follows] == ["d"]
    assert trail.note("g", "opened").number == 7


def test_a_trail_whose_beginning_is_gone_goes_on(trail):
    for who in "abcd":
        trail.note(who, "opened")
    lines = trail.file.read_text().splitlines()
    trail.file.write_text("\n".join(lines[2:]) + "\n")
    assert trail.note("e", "opened").number == 5


def test_the_last_of_many_entries_is_found(trail):
    for number in range(1, 61):
        assert trail.note("a", "opened", what="x" * 200).number == number
    assert len(trail.read()) == 60
