"""Files that Streamlit serves belong to the session that shows them or asked for them."""

from __future__ import annotations

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard.security import media


@pytest.fixture
def manager(monkeypatch) -> MediaFileManager:
    found = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(media, "_manager", lambda: found)
    monkeypatch.setattr(media, "_made", {})
    monkeypatch.setattr(media, "_on_download", [])
    media.watch(found)
    return found


def run_as(monkeypatch, session: str) -> None:
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: session)


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
    asked = manager.add_deferred(lambda: b"table", "text/csv", "1.1", file_name="slices.csv")
    url = manager.execute_deferred(asked)
    assert media.sessions_with(url) == ("a",)
    media.forget("a")
    assert media.sessions_with(url) == ()


def test_what_is_taken_along_is_told_and_what_is_shown_is_not(manager, monkeypatch):
    told = []
    media.on_download(lambda content, name: told.append((content, name)))
    run_as(monkeypatch, "a")
    shown = manager.add(b"pixels", "image/png", "1.1")
    taken = manager.add(
        b"table", "text/csv", "1.2", file_name="slices.csv", is_for_static_download=True
    )
    for path in (shown, taken, "/media/unknown.png"):
        media.note_download(path, "content")
    media.note_download(taken, None)
    assert told == [("content", "slices.csv")]
