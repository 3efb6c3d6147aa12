"""Results are stored once, asked for afterwards, and named where they did not arrive."""

from __future__ import annotations

import threading

import pytest

from core.errors import Cancelled, ConsentError, InputError, PacsError
from core.pacs import Outcome, in_memory, store_objects
from tests.core.pacs.fake_archive import CT, FakeArchive
from tests.core.pacs.made_files import SERIES, ct_file
from tests.core.refused import refused

OBJECTS = {f"liverlens-{n}.dcm": ct_file(n) for n in (1, 2, 3)}


def test_all_are_sent_and_found_afterwards():
    archive, told = FakeArchive(), []
    outcome = store_objects(archive, OBJECTS, ct=CT, progress=lambda *n: told.append(n))
    assert outcome == Outcome(new=tuple(OBJECTS))
    assert archive.came == list(OBJECTS.values())
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_what_is_there_is_not_sent_again():
    archive = FakeArchive()
    first = {"liverlens-1.dcm": OBJECTS["liverlens-1.dcm"]}
    store_objects(archive, first)
    assert store_objects(archive, OBJECTS) == Outcome(
        new=("liverlens-2.dcm", "liverlens-3.dcm"), known=("liverlens-1.dcm",)
    )
    assert store_objects(archive, OBJECTS) == Outcome(known=tuple(OBJECTS))
    assert len(archive.came) == 3


def test_what_did_not_arrive_is_named_with_its_reason():
    archive = FakeArchive()
    archive.refuses, archive.loses = {f"{SERIES}.1"}, {f"{SERIES}.3"}
    archive.has_ct = False
    outcome = store_objects(archive, OBJECTS, ct=CT)
    assert (outcome.there, outcome.has_ct) == (("liverlens-2.dcm",), False)
    assert [name for name, _ in outcome.missing] == ["liverlens-1.dcm", "liverlens-3.dcm"]
    assert outcome.missing[0][1] == "no room"


def test_nothing_is_sent_where_it_may_not_be(tmp_path, monkeypatch):
    with refused(PacsError, "may_not_send"):
        store_objects(FakeArchive(may_send=False), OBJECTS)
    archive = FakeArchive()
    with refused(InputError, "file_has_no_identity", "report.dcm"):
        store_objects(archive, {**OBJECTS, "report.dcm": b"%PDF-"})
    (tmp_path / "consent.txt").write_text("1.2.3\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    with refused(ConsentError, "no_consent"):
        store_objects(archive, OBJECTS)
    assert archive.came == []


def test_a_cancel_is_one(monkeypatch):
    cancel = threading.Event()
    cancel.set()
    archive = FakeArchive()
    with pytest.raises(Cancelled):
        store_objects(archive, OBJECTS, cancel=cancel)
    assert archive.came == []


@pytest.mark.parametrize("in_a_folder", [False, True])
def test_the_files_are_there_while_they_are_needed(tmp_path, monkeypatch, in_a_folder):
    if in_a_folder:
        monkeypatch.setattr(in_memory, "_OPEN_FILES", tmp_path / "none")
        monkeypatch.setattr(in_memory.tempfile, "tempdir", str(tmp_path))
    with in_memory.as_files({"a": b"one", "b": b"two"}) as files:
        assert {name: path.read_bytes() for path, name in files.items()} == {
            "a": b"one",
            "b": b"two",
        }
        # Read twice, as an archive's client does.
        assert [path.read_bytes() for path in files] == [b"one", b"two"]
        assert len(list(tmp_path.iterdir())) == (1 if in_a_folder else 0)
    assert list(tmp_path.iterdir()) == []
