import os
import sqlite3

import pytest

from dashboard.services import worklist_store


@pytest.fixture(autouse=True)
def asked_again(monkeypatch):
    monkeypatch.setattr(worklist_store, "BUSY_SECONDS", 0.05)
    worklist_store.try_again()


def test_there_is_one_store_for_all_and_one_per_place(monkeypatch, tmp_path):
    first = worklist_store.available()
    assert worklist_store.available() is first
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "second.sqlite3"))
    assert worklist_store.available() is not first
    assert worklist_store.available().place.endswith("second.sqlite3")
    assert worklist_store.why_not() == ""


def test_a_store_that_was_removed_is_created_again():
    worklist_store.available()
    os.remove(os.environ["LIVERLENS_STORE"])
    assert worklist_store.available().list() == []


def test_a_store_of_a_newer_version_is_refused_in_a_sentence():
    place = worklist_store.available().place
    connection = sqlite3.connect(place)
    connection.execute("UPDATE liverlens_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    worklist_store._stores.clear()
    assert worklist_store.available() is None
    assert "made by a newer LiverLens" in worklist_store.why_not()


def test_a_refusal_stands_until_it_is_tried_again(tmp_path, monkeypatch):
    place = tmp_path / "other.sqlite3"
    place.write_bytes(b"no database at all, but long enough " * 40)
    monkeypatch.setenv("LIVERLENS_STORE", str(place))
    assert worklist_store.available() is None
    place.unlink()
    assert worklist_store.available() is None
    worklist_store.try_again()
    assert worklist_store.available() is not None
