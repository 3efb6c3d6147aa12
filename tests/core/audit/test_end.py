"""Lines that are cut off the end of a trail show, and so does a change of the last one."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys

import pytest

from core.audit import Checked, Trail
from core.audit.end import CHANGED, LONGER, MISSING, UNKNOWN, WHOLE, End, end_file, read_end
from core.audit.entry import digest
from core.errors import StoreError
from core.worklist import PatientKey
from tests.core.refused import refused

KEY = PatientKey(b"k" * 32)


@pytest.fixture
def trail(tmp_path) -> Trail:
    """Six entries of a to f."""
    trail = Trail(tmp_path / "audit.jsonl", KEY)
    for who in "abcdef":
        trail.note(who, "opened")
    return trail


def lines_of(trail: Trail) -> list[str]:
    return trail.file.read_text().splitlines()


def put(trail: Trail, lines: list[str]) -> None:
    trail.file.write_text("".join(f"{line}\n" for line in lines))


def following(lines: list[str], who: str) -> str:
    """A line that follows, as anybody can make it."""
    changes = {"number": len(lines) + 1, "who": who, "before": digest(lines[-1])}
    return json.dumps({**json.loads(lines[-1]), **changes}, separators=(",", ":"))


def codes(found: Checked, trail: Trail) -> list[str]:
    wrong = found.wrong(trail.file)
    return [one.code for one in ([wrong] if wrong else found.remarks(trail.file))]


def test_the_last_entry_is_kept_beside_the_trail_for_its_owner_alone(trail):
    assert read_end(trail.file, KEY) == End(6, digest(lines_of(trail)[-1]), since=1)
    assert trail.check() == Checked(None, (), WHOLE, 1)
    assert codes(trail.check(), trail) == []
    assert sorted(file.name for file in trail.file.parent.iterdir()) == [
        "audit.jsonl",
        "audit.jsonl.end",
    ]
    if sys.platform != "win32":
        assert stat.S_IMODE(end_file(trail.file).stat().st_mode) == 0o600


@pytest.mark.parametrize("left", [0, 1, 5])
def test_an_end_that_was_cut_off_shows_and_goes_on_to_show(trail, left):
    put(trail, lines_of(trail)[:left])
    assert trail.check() == Checked(None, (), MISSING, 1)
    assert codes(trail.check(), trail) == ["trail_end_missing"]
    # The next entry counts on from the one that is gone, and follows nothing in the file.
    assert trail.note("g", "opened").number == 7
    assert trail.note("h", "opened").number == 8
    assert trail.check().damaged == left + 1
    assert [one.who for one in trail.read()] == [*"abcdef"[:left], "h"]


def test_a_trail_that_is_gone_shows(trail):
    trail.file.unlink()
    assert trail.check().end == MISSING
    trail.note("g", "opened")
    assert trail.check().damaged == 1


def test_a_last_line_that_was_edited_or_all_lines_written_anew_show(trail):
    lines = lines_of(trail)
    for forged in ([*lines[:5], following(lines[:5], "x")], [lines[0].replace('"a"', '"x"')]):
        put(trail, forged)
        assert trail.check() == Checked(None, (), MISSING, 1)


def test_more_than_one_line_after_the_end_shows(trail):
    lines = lines_of(trail)
    lines.append(following(lines, "x"))
    put(trail, lines)
    # As a crash between an entry and its end leaves it; the next entry goes on after it.
    assert trail.check() == Checked(None, (), WHOLE, 1)
    put(trail, [*lines, following(lines, "y")])
    assert trail.check().end == LONGER
    assert codes(trail.check(), trail) == ["trail_longer"]
    put(trail, lines)
    assert trail.note("g", "opened").number == 8
    assert trail.check() == Checked(None, (), WHOLE, 1)


def test_a_line_that_a_crash_cut_off_after_the_end_is_no_missing_end(trail):
    with trail.file.open("a") as file:
        file.write('{"number":7,"at":"20')
    assert trail.check() == Checked(None, (7,), WHOLE, 1)
    trail.note("g", "opened")
    assert trail.check() == Checked(None, (7,), WHOLE, 1)
    assert codes(trail.check(), trail) == ["trail_cut_off"]


def test_the_trail_of_an_older_version_is_known_from_the_next_entry_on(trail):
    end_file(trail.file).unlink()
    assert trail.check() == Checked(None, (), UNKNOWN, 1)
    assert codes(trail.check(), trail) == ["trail_end_unknown"]
    trail.note("g", "opened")
    assert trail.check() == Checked(None, (), WHOLE, 7)
    assert codes(trail.check(), trail) == ["trail_end_since"]
    trail.note("h", "opened")
    assert trail.check().since == 7


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "[]",
        lambda text: "[" * 4000,
        lambda text: text.replace('"number": 6', '"number": 4'),
        lambda text: text.replace('"since": 1', '"since": 2'),
        lambda text: text.replace('"seal": "', '"seal": "0'),
        lambda text: text.replace('"seal": "', '"seal": 7, "x": "'),
        lambda text: text.replace('"number": 6', '"number": true'),
        lambda text: text.replace("}", ', "more": 1}'),
        lambda text: "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_an_end_that_was_changed_is_told_and_begun_again(trail, change):
    file = end_file(trail.file)
    made = change(file.read_text())
    file.write_bytes(made if isinstance(made, bytes) else made.encode())
    assert trail.check().end == CHANGED
    assert codes(trail.check(), trail) == ["trail_end_changed"]
    trail.note("g", "opened")
    assert trail.check() == Checked(None, (), WHOLE, 7)


def test_nobody_seals_an_end_without_the_key(trail):
    lines = lines_of(trail)[:4]
    forged = Trail(trail.file.with_name("other.jsonl"), PatientKey(b"x" * 32))
    for who in "abcd":
        forged.note(who, "opened")
    put(trail, lines)
    end_file(forged.file).replace(end_file(trail.file))
    assert trail.check().end == CHANGED


def test_an_entry_whose_end_cannot_be_written_is_not_there(trail, monkeypatch):
    before, end = trail.file.read_bytes(), end_file(trail.file).read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with refused(StoreError, "trail_not_writable", trail.file):
            trail.note("g", "opened")
    assert (trail.file.read_bytes(), end_file(trail.file).read_bytes()) == (before, end)
    # What it left lies in nobody's way.
    assert trail.note("g", "opened").number == 7
    assert trail.check() == Checked(None, (), WHOLE, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no flush there")
def test_a_folder_that_cannot_be_flushed_keeps_both(trail, monkeypatch):
    flush = os.fsync

    def files_only(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    assert trail.note("g", "opened").number == 7
    assert trail.check() == Checked(None, (), WHOLE, 1)


def test_stopped_after_the_end_was_written_the_entry_stays(trail, monkeypatch):
    replace = os.replace

    def stopped(*paths):
        replace(*paths)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            trail.note("g", "opened")
    assert trail.check() == Checked(None, (), WHOLE, 1)
    assert trail.note("h", "opened").number == 8


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_the_way_of_the_end_is_not_followed(trail, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("mine")
    (tmp_path / "audit.jsonl.end.new").symlink_to(other)
    end_file(trail.file).unlink()
    end_file(trail.file).symlink_to(other)
    trail.note("g", "opened")
    assert other.read_text() == "mine"
    assert not end_file(trail.file).is_symlink()


def test_nothing_noted_has_no_end(tmp_path):
    empty = Trail(tmp_path / "audit.jsonl", KEY)
    assert empty.check() == Checked(None, ())
    assert codes(empty.check(), empty) == []
