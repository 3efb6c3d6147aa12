"""What was noted is there, in order and by nobody's name, and a line taken out shows."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import stat
import sys
from dataclasses import replace

import pytest

from core.audit import Checked, Entry, Trail
from core.audit.entry import digest
from core.errors import StoreError
from core.worklist import PatientKey
from tests.core.refused import refused

WHOLE = Checked(None, ())


@pytest.fixture
def trail(tmp_path) -> Trail:
    return Trail(tmp_path / "folder" / "audit.jsonl", PatientKey(b"k" * 32))


def test_entries_are_kept_in_their_order_each_with_the_hash_of_the_one_before(trail):
    trail.note("user-1", "opened", patient="ab", series="f" * 64)
    trail.note("user-1", "analysed", patient="ab", what="known")
    first, second = trail.read()
    assert (first.number, first.did, first.patient, first.series) == (1, "opened", "ab", "f" * 16)
    assert (second.number, second.did, second.what) == (2, "analysed", "known")
    assert first.before == ""
    assert second.before == digest(trail.file.read_text().split("\n")[0])
    assert first.at <= second.at
    assert first.at.endswith("+00:00")
    assert trail.check() == WHOLE


def test_only_its_owner_reads_the_file(trail):
    trail.note("user-1", "opened")
    if sys.platform != "win32":
        assert stat.S_IMODE(trail.file.stat().st_mode) == 0o600


def test_people_stand_under_a_keyed_hash(trail, tmp_path):
    ada = trail.user("Ada@Example.org")
    assert ada == trail.user(" ada@example.org")
    assert ada.startswith("user-")
    assert len(ada) == 5 + 16
    assert "ada" not in ada
    assert ada != Trail(trail.file, PatientKey(b"other" * 8)).user("ada@example.org")
    assert trail.browser("x").removeprefix("browser-") != trail.user("x").removeprefix("user-")


@pytest.mark.parametrize("change", ["edited", "taken out", "put before", "not JSON"])
def test_a_line_that_was_changed_shows(trail, change):
    for who in ("a", "b", "c", "d"):
        trail.note(who, "opened")
    lines = trail.file.read_text().splitlines()
    if change == "edited":
        lines[1] = lines[1].replace('"b"', '"x"')
    elif change == "taken out":
        del lines[1]
    elif change == "put before":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        lines[1] = "{"
    trail.file.write_text("\n".join(lines) + "\n")
    # An edited line is whole in itself: the next one doesn't follow it.
    assert trail.check() == Checked(3 if change == "edited" else 2, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "three"},
        {"number": True},
        {"number": 10**30},
        {"number": None},
        {"who": ["x"]},
        {"what": 7},
        {"more": ""},
    ],
)
def test_a_line_of_other_values_is_no_entry_and_the_next_one_is_written(trail, changes):
    for who in ("a", "b"):
        trail.note(who, "opened")
    last = trail.file.read_text().splitlines()[-1]
    odd = {**json.loads(last), "number": 3, "before": digest(last), **changes}
    with trail.file.open("a") as file:
        file.write(f"{json.dumps(odd)}\n")
    assert (trail.check().damaged, len(trail.read())) == (3, 2)
    assert trail.note("c", "opened").number == 3
    assert trail.check().damaged == 3


@pytest.mark.parametrize("line", ["[" * 100_000, "x" * 100_000, "9" * 5000, "\0x"])
def test_a_line_that_cannot_be_read_does_not_stop_the_next(trail, line):
    trail.note("a", "opened")
    with trail.file.open("a") as file:
        file.write(f"{line}\n")
    trail.note("b", "opened")
    assert (trail.check().damaged, [one.who for one in trail.read()]) == (2, ["a", "b"])


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


@pytest.mark.parametrize("end", ["\r", " ", "\x0b"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_letter_added_to_the_end_of_a_line_shows(trail, end, place):
    for who in "abc":
        trail.note(who, "opened")
    lines = trail.file.read_text().splitlines()
    lines[place] += end
    trail.file.write_bytes("".join(f"{line}\n" for line in lines).encode())
    assert trail.check() == Checked(place + 1, ())
    trail.note("d", "opened")
    assert trail.check() == Checked(place + 1, ())


def test_a_value_that_is_named_twice_shows(trail):
    trail.note("a", "opened")
    text = trail.file.read_text()
    trail.file.write_text(text.replace('"who":"a"', '"who":"b","who":"a"'))
    assert trail.check().damaged == 1


def test_after_a_crash_in_the_middle_of_a_line_the_rest_is_kept_and_it_shows(trail):
    trail.note("a", "opened")
    with trail.file.open("a") as file:
        file.write('{"number":2,"at":"20')
    trail.note("c", "opened")
    assert [(entry.number, entry.who) for entry in trail.read()] == [(1, "a"), (2, "c")]
    assert trail.check() == Checked(None, (2,))


def test_an_unknown_action_is_refused(trail):
    with pytest.raises(ValueError, match="none of"):
        trail.note("a", "deleted")


def test_a_place_that_cannot_be_written_is_a_sentence(trail):
    trail.file.parent.mkdir()
    trail.file.mkdir()
    with refused(StoreError, "trail_not_writable", trail.file):
        trail.note("a", "opened")
    with refused(StoreError, "trail_unreadable", trail.file):
        trail.read()


def test_nothing_noted_is_an_empty_trail(trail):
    assert trail.read() == []
    assert trail.check() == WHOLE


def note_many(file, count: int) -> None:
    trail = Trail(file, PatientKey(b"k" * 32))
    for _ in range(count):
        trail.note("p", "opened")


@pytest.mark.skipif(sys.platform == "win32", reason="one process writes there on Windows")
def test_processes_that_write_at_once_lose_nothing(trail):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=note_many, args=(trail.file, 20)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [entry.number for entry in trail.read()] == list(range(1, 61))
    assert trail.check() == WHOLE


def test_it_lies_beside_the_worklists_key_unless_told_otherwise(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "w.sqlite3"))
    assert Trail.open().file == tmp_path / "audit.jsonl"
    monkeypatch.setenv("LIVERLENS_AUDIT", str(tmp_path / "other.jsonl"))
    assert Trail.open().file == tmp_path / "other.jsonl"
    monkeypatch.setenv("LIVERLENS_AUDIT", str(tmp_path))
    assert Trail.open().file == tmp_path / "audit.jsonl"
    monkeypatch.setenv("LIVERLENS_AUDIT", "off")
    assert Trail.open() is None


def test_a_home_folder_that_nobody_has_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "w.sqlite3"))
    monkeypatch.setenv("LIVERLENS_AUDIT", "~nobody-of-that-name/audit.jsonl")
    with refused(StoreError, "no_such_home", "LIVERLENS_AUDIT"):
        Trail.open()


def test_a_line_is_read_back_as_it_was_written():
    entry = Entry(1, "2026-01-01T00:00:00+00:00", "a", "opened", "b", "c", 'd"\n', "")
    assert Entry.read(entry.line()) == entry
    assert Entry.read("[]") is None
    assert Entry.read('{"number": 1}') is None


@pytest.mark.parametrize("takes", [0, 1, 40, None])
def test_a_disk_that_fills_up_in_a_line_takes_nothing_of_it(trail, monkeypatch, takes):
    """None: it has taken all of it when the flush fails."""
    trail.note("a", "opened")
    before = trail.file.read_bytes()
    write, left = os.write, [takes]

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write_some(descriptor, data):
        written = write(descriptor, data[: left[0]]) if left[0] else full()
        left[0] -= written
        return written

    with monkeypatch.context() as patched:
        patched.setattr(os, *(("fsync", full) if takes is None else ("write", write_some)))
        with refused(StoreError, "trail_not_writable", trail.file):
            trail.note("b", "opened")
    assert trail.file.read_bytes() == before
    trail.note("c", "opened")
    assert [entry.who for entry in trail.read()] == ["a", "c"]
    assert trail.check() == WHOLE


def test_a_line_that_is_written_in_parts_is_whole(trail, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    trail.note("a", "opened")
    trail.note("b", "opened")
    assert [entry.who for entry in trail.read()] == ["a", "b"]
    assert trail.check() == WHOLE


def test_cut_off_lines_are_told_from_damaged_ones(trail):
    for rest in ('{"numb', '{"number":3,"at":"2026', "\0" * 40):
        trail.note("a", "opened")
        with trail.file.open("a") as file:
            file.write(rest)
    assert trail.check() == Checked(None, (2, 4, 6))
    lines = trail.file.read_text().splitlines()
    for place, said, found in (
        (3, '{"number":9,', Checked(4, (2,))),
        (1, "notes of somebody", Checked(2, ())),
        # As a cut off one, but the next does not follow it.
        (1, '{"nu', Checked(2, ())),
    ):
        trail.file.write_text("\n".join([*lines[:place], said, *lines[place + 1 :]]) + "\n")
        assert trail.check() == found
