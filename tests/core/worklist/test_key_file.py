import stat

import pytest

from core.errors import StoreError
from core.worklist import Store
from core.worklist.key_file import load_key
from tests.core.refused import refused
from tests.core.worklist.made_records import some_record


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "worklist.key"
    key = load_key(path)
    assert len(key.secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == key
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_others_could_read_is_closed_to_them(tmp_path):
    path = tmp_path / "worklist.key"
    key = load_key(path)
    path.chmod(0o644)
    assert load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_environments_key_counts_first_and_no_file_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVERLENS_KEY", "k" * 32)
    assert load_key(tmp_path / "worklist.key").secret == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_too_short(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVERLENS_KEY", "hunter2")
    with refused(StoreError, "key_too_short", "LIVERLENS_KEY", 7, 32) as error:
        load_key(tmp_path / "worklist.key")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"0123"])
def test_an_emptied_key_file(tmp_path, content):
    path = tmp_path / "worklist.key"
    path.write_bytes(content)
    with refused(StoreError, "key_too_short", path):
        load_key(path)


def test_a_key_file_that_is_not_text(tmp_path):
    path = tmp_path / "worklist.key"
    path.write_bytes(b"\xff" * 40)
    with refused(StoreError, "key_unusable", path):
        load_key(path)


def test_a_folder_in_the_place_of_the_key(tmp_path):
    with refused(StoreError, "key_unusable", "Is a directory"):
        load_key(tmp_path)


def test_a_store_keeps_to_the_key_it_began_with(address, monkeypatch):
    monkeypatch.setenv("LIVERLENS_KEY", "a" * 32)
    first = Store.open(address)
    assert first.key.secret == b"a" * 32
    first.save(some_record())
    monkeypatch.setenv("LIVERLENS_KEY", "b" * 32)
    second = Store.open(address)
    with refused(StoreError, "another_key"):
        _ = second.key
    # What is there can be read without the key.
    assert second.count() == 1
    monkeypatch.setenv("LIVERLENS_KEY", "a" * 32)
    assert second.key == first.key
    first.close()
    second.close()
