from pathlib import Path

import pytest

from core.errors import InputError
from core.sentence import Sentence
from dashboard.state import events, loading, server_folders
from dashboard.state.events import SeriesOpened
from dashboard.state.listed_series import ListedSeries
from dashboard.state.opening import Opening
from dashboard.state.origin import Sample, ServerPath, Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import NoProgress, discovery_of, tiny_series


@pytest.fixture
def announced(monkeypatch) -> list[SeriesOpened]:
    told: list[SeriesOpened] = []
    opened: events.Announcement[SeriesOpened] = events.Announcement()
    opened.subscribe(told.append)
    monkeypatch.setattr(events, "series_opened", opened)
    return told


def asking(origin) -> Session:
    return Session(pending=Opening(("anything",), origin))


def test_a_refused_path_becomes_a_notice_and_opens_nothing(tmp_path, monkeypatch):
    (tmp_path / "offered").mkdir()
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path / "offered"))
    session = Session()
    loading.ask_for_server_path(session, tmp_path / "secret")
    assert session.pending is None
    assert [notice.code for notice in session.notices] == ["not_in_an_offered_folder"]


def test_each_way_of_asking_says_where_the_series_come_from(tmp_path, monkeypatch):
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "1.dcm").write_bytes(b"x")
    session = Session()
    loading.ask_for_sample(session, "normal")
    assert session.pending.origin == Sample("normal")
    loading.ask_for_server_path(session, tmp_path)
    assert session.pending == Opening((tmp_path / "1.dcm",), ServerPath(tmp_path))


def test_what_was_asked_for_is_listed_read_and_announced(monkeypatch, announced):
    series = tiny_series()
    monkeypatch.setattr(loading, "discover", lambda _sources, progress: discovery_of(series))
    monkeypatch.setattr(loading, "read_series", lambda _candidate, progress: series)
    session = asking(Upload())
    assert loading.open_pending(session, NoProgress())
    assert session.opened.series is series
    assert announced == [SeriesOpened(session, series)]
    assert session.pending is None
    assert not loading.open_pending(session, NoProgress())
    assert not loading.read_selected(session, NoProgress())


def test_what_is_open_already_is_shown_again_and_not_read(monkeypatch, announced):
    series = tiny_series()
    monkeypatch.setattr(loading, "discover", lambda _sources, progress: discovery_of(series))
    monkeypatch.setattr(loading, "read_series", lambda _candidate, progress: series)
    session = asking(ServerPath(Path("/data/a")))
    loading.open_pending(session, NoProgress())
    session.selected = None
    session.pending = Opening(("anything",), ServerPath(Path("/data/a")))
    loading.open_pending(session, NoProgress())
    assert session.opened is not None
    assert len(session.shelf) == len(announced) == 1


def test_a_series_that_cannot_be_read_says_why_on_the_shelf(monkeypatch, announced):
    def refuse(_candidate, progress):
        raise InputError(Sentence("1.dcm is damaged.", "damaged"))

    monkeypatch.setattr(loading, "read_series", refuse)
    session = Session()
    session.list_found(discovery_of(tiny_series()), Upload())
    assert loading.read_selected(session, NoProgress())
    (entry,) = session.shelf
    assert isinstance(entry, ListedSeries)
    assert (entry.can_open, entry.failure.code) == (False, "damaged")
    assert announced == []
    assert not loading.read_selected(session, NoProgress())
