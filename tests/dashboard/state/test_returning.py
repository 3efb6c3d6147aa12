"""Coming back to what a page held: after a reload, by a link, and never to somebody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.security.sessions import Sessions
from dashboard.state import loading, returning, server_folders, volumes
from dashboard.state.links import Links, Whereabouts
from dashboard.state.origin import Sample, ServerPath, Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import (
    CARD,
    MODEL,
    NoProgress,
    discovery_of,
    open_in,
    other_series,
    session_with,
    tiny_series,
)


class Server:
    """The sessions and links of one server, and which pages are connected."""

    def __init__(self, monkeypatch) -> None:
        self.sessions, self.links = Sessions(), Links()
        self.connected: set[str] = set()
        monkeypatch.setattr(returning, "_is_connected", self.connected.__contains__)

    def find(self, link, index=None, here="new", owner="ada", person="ada") -> Session:
        return returning.find(link, index, here, owner, person, self.sessions, self.links)


@pytest.fixture
def server(monkeypatch) -> Server:
    return Server(monkeypatch)


@pytest.fixture
def held(server) -> Session:
    """A session with an analysed series in view and an upload beside it."""
    session = session_with(analysed=True)
    open_in(session, other_series(), Upload())
    session.select("s1")
    server.sessions.arrive("old", "ada", session, "ada")
    return session


def link_of(session: Session) -> str:
    return session.in_view.place.link


def test_a_reloaded_page_has_its_session_back_whole(server, held):
    found = server.find(link_of(held), 2)
    assert found is held
    assert found.opened.position.index == 2
    assert found.opened.analysis(CARD) is not None
    assert len(found.shelf) == 2
    # It is the new page's now, and the old one's end does not touch it.
    server.sessions.arrive("new", "ada", found, "ada")
    assert server.sessions.sweep({"new"}.__contains__) == ["old"]
    assert len(found.shelf) == 2


def test_addresses_of_images_stay_good_over_a_reload(server, held):
    opened = held.opened
    token = volumes.STORE.publish(
        "old", opened.series.volume, opened.series.affine_ras, "ct", "ada"
    )
    try:
        server.find(link_of(held))
        volumes.STORE.drop("old")
        assert volumes.STORE.get(token).session == "new"
        again = volumes.STORE.publish(
            "new", opened.series.volume, opened.series.affine_ras, "ct", "ada"
        )
        assert again == token
    finally:
        volumes.STORE.release(token)


def test_a_link_beside_the_open_page_is_a_copy_that_goes_its_own_way(server, held):
    server.connected.add("old")
    held.opened.position.go_to(4)
    found = server.find(link_of(held), 1)
    assert found is not held
    assert (found.opened.position.index, held.opened.position.index) == (1, 4)
    # Pixels and results are shared, not made again.
    assert found.opened.series is held.opened.series
    assert found.opened.analysis(CARD) is held.opened.analysis(CARD)
    assert found.inbox is not held.inbox
    found.close("s1")
    assert held.opened is not None
    found.end()
    assert len(held.shelf) == 2


def test_work_under_way_stays_with_the_page_that_began_it(server, held):
    server.connected.add("old")
    opened = held.opened
    opened.by(CARD.sha256).analysis = None
    job = held.start_analysis(opened, MODEL)
    found = server.find(link_of(held))
    assert found.opened.job(CARD) is None
    found.end()
    assert not job.off.is_set()
    job.cancel()


@pytest.mark.parametrize(("owner", "person"), [("eve", "eve"), ("", "")])
def test_for_somebody_else_it_opens_nothing(server, held, owner, person):
    link = link_of(held)
    server.links.remember(link, Whereabouts("ada", Sample("normal"), "1"))
    found = server.find(link, owner=owner, person=person)
    assert found is not held
    assert (len(found.shelf), found.pending) == (0, None)
    assert [notice.code for notice in found.notices] == ["link_opens_nothing"]
    assert server.sessions.belongs("old", "ada")


def test_in_another_browser_of_the_same_person_it_is_a_copy(server, held):
    found = server.find(link_of(held), owner="ada elsewhere", person="ada")
    assert found is not held
    assert found.opened.series is held.opened.series
    assert server.sessions.belongs("old", "ada")


def test_an_unknown_link_says_so(server):
    assert [notice.code for notice in server.find("guessed").notices] == ["link_opens_nothing"]


def test_what_lies_on_the_server_is_read_again_after_its_session_has_gone(
    server, tmp_path, monkeypatch
):
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "1.dcm").write_bytes(b"x")
    short, long = tiny_series(), replace(other_series(), uid="1.2.99")
    # The series of the link is chosen, though another comes first.
    found_there = discovery_of(long, short)
    wanted = found_there.candidates[1]
    server.links.remember("link", Whereabouts("ada", ServerPath(tmp_path), wanted.uid))
    session = server.find("link", 3)
    assert session.pending.sources == (tmp_path / "1.dcm",)
    monkeypatch.setattr("core.dicom.discover", lambda _sources, progress, limits: found_there)
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: short)
    loading.open_pending(session, NoProgress())
    assert session.opened.uid == wanted.uid
    assert session.opened.place.link == "link"
    assert session.opened.position.index == 3


def test_a_folder_that_is_not_offered_any_more_stays_closed(server, tmp_path, monkeypatch):
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path / "offered"))
    server.links.remember("link", Whereabouts("ada", ServerPath(tmp_path), "1"))
    session = server.find("link")
    assert session.pending is None
    assert [notice.code for notice in session.notices] == ["not_in_an_offered_folder"]


@pytest.mark.parametrize(
    ("text", "index"),
    [("1", 0), ("48", 47), ("0", None), ("-1", None), ("", None), ("x", None), ("1" * 9, None)],
)
def test_the_slice_of_an_address_is_a_number_from_1(text, index):
    assert returning.slice_index(text) == index


def test_a_slice_that_the_series_has_not_is_the_nearest(server, held):
    assert server.find(link_of(held), 400).opened.position.index == 5


def test_a_run_that_waited_for_another_of_the_same_session_reads_nothing_twice(monkeypatch):
    series, reads = tiny_series(), []
    session = Session()
    session.list_found(discovery_of(series), Upload())

    def read(_candidate, progress):
        reads.append(1)
        return series

    monkeypatch.setattr("core.dicom.read_series", read)
    assert session.opening.acquire()  # held by the run of the page before the reload
    loading.read_selected(session, NoProgress())
    session.opening.release()
    assert not loading.read_selected(session, NoProgress())
    assert len(reads) == 1


def left_behind(server, here="new", owner="ada", person="ada"):
    return returning.left_behind(here, owner, person, server.sessions)


def test_a_launch_goes_on_with_what_this_browser_has_left(server, held):
    server.sessions.arrive("empty", "ada", Session(), "ada")
    assert left_behind(server) is held
    # Once: a second page begins anew.
    assert left_behind(server) is None


def test_a_launch_takes_nothing_from_a_page_that_is_still_shown_or_from_others(server, held):
    assert left_behind(server, owner="eve", person="eve") is None
    assert left_behind(server, owner="her-phone") is None
    server.connected.add("old")
    assert left_behind(server) is None
