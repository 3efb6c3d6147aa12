"""Files that Streamlit serves belong to the session that shows them or asked for them."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from core.errors import InputError
from dashboard import streamlit_internals
from dashboard.components.sentences import file_is_gone
from dashboard.security import media
from dashboard.security.media import about


class Subject:
    """What a download is about."""


@pytest.fixture
def manager(monkeypatch) -> MediaFileManager:
    found = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(media, "_manager", lambda: found)
    for name, empty in (("_made", {}), ("_subjects", {}), ("_on_download", [])):
        monkeypatch.setattr(media, name, empty)
    media.watch(found)
    return found


def run_as(monkeypatch, session: str) -> None:
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: session)
    context = SimpleNamespace(session_id=session)
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda **_: context)


def offered(manager: MediaFileManager, data: bytes, name: str) -> str:
    """The path of a download that is there."""
    return manager.add(data, "text/csv", name, file_name=name, is_for_static_download=True)


def offered_later(manager: MediaFileManager, data: bytes, name: str) -> str:
    """What stands for a download that is made at the click."""
    return manager.add_deferred(lambda: data, "text/csv", name, file_name=name)


def test_a_picture_belongs_to_every_session_that_shows_it(manager, monkeypatch):
    run_as(monkeypatch, "a")
    url = manager.add(b"pixels", "image/png", "1.1")
    assert media.sessions_with(url) == ("a",)
    run_as(monkeypatch, "b")
    assert manager.add(b"pixels", "image/png", "1.1") == url
    assert set(media.sessions_with(url)) == {"a", "b"}
    assert media.sessions_with("/media/unknown.png") == ()


def test_a_file_made_at_the_click_belongs_to_the_session_that_clicked(manager, monkeypatch):
    run_as(monkeypatch, "a")
    url = manager.execute_deferred(offered_later(manager, b"table", "slices.csv"))
    assert media.sessions_with(url) == ("a",)
    media.forget("a")
    assert media.sessions_with(url) == ()


def test_a_download_is_reported_with_what_it_is_about_and_a_picture_is_not(manager, monkeypatch):
    told = []
    media.on_download(lambda *reported: told.append(reported))
    run_as(monkeypatch, "a")
    series = Subject()
    picture = manager.add(b"pixels", "image/png", "1.1")
    with about(series):
        slices = offered(manager, b"slices", "slices.csv")
        lesions = offered_later(manager, b"lesions", "lesions.csv")
    with about(None):
        many = offered(manager, b"many", "worklist.csv")
    for path in (picture, slices, manager.execute_deferred(lesions), many, "/media/unknown.png"):
        media.note_download(path, "a", "content")
    media.note_download(slices, "a", None)
    assert told == [
        ("content", "slices.csv", series),
        ("content", "lesions.csv", series),
        ("content", "worklist.csv", None),
    ]


def test_the_same_file_is_about_what_each_session_offered_it_for(manager, monkeypatch):
    told = []
    media.on_download(lambda content, _name, subject: told.append((content, subject)))
    mine, yours = Subject(), Subject()
    for session, subject in (("a", mine), ("b", yours)):
        run_as(monkeypatch, session)
        with about(subject):
            url = offered(manager, b"no lesions", "lesions.csv")
    media.note_download(url, "a", "mine")
    media.note_download(url, "b", "yours")
    assert told == [("mine", mine), ("yours", yours)]


def test_what_is_offered_keeps_nothing_alive(manager, monkeypatch):
    told = []
    media.on_download(lambda _content, _name, subject: told.append(subject))
    run_as(monkeypatch, "a")
    series = Subject()
    with about(series):
        url = offered(manager, b"slices", "slices.csv")
    del series
    gc.collect()
    media.note_download(url, "a", "content")
    assert told == [None]
    media.forget("a")
    assert media._subjects == {}


def test_a_refused_download_is_one_line_in_the_log_that_names_no_series():
    refused = InputError(file_is_gone())
    assert media._refusal(refused) == "A download was refused: file_is_gone."
    assert media._refusal(InputError("of Doe")) == "A download was refused: InputError."
    assert media._refusal(ValueError("of Doe")) == ""
