"""A session has one owner, and all that it held goes with it."""

from __future__ import annotations

import gc

from dashboard.security.sessions import Sessions


class Content:
    ended = 0

    def end(self) -> None:
        self.ended += 1


def test_a_session_belongs_to_the_owner_it_began_with():
    sessions = Sessions()
    sessions.arrive("s", "ada")
    sessions.arrive("s", "eve")
    assert sessions.belongs("s", "ada")
    assert not sessions.belongs("s", "eve")
    assert not sessions.belongs("unknown", "ada")


def test_nothing_belongs_to_nobody():
    sessions = Sessions()
    sessions.arrive("s", "")
    assert not sessions.belongs("s", "")


def test_a_session_that_stays_away_ends_and_one_that_returns_does_not():
    now = [0.0]
    sessions = Sessions(grace_seconds=180, clock=lambda: now[0])
    gone, here, back = Content(), Content(), Content()
    for name, content in (("gone", gone), ("here", here), ("back", back)):
        sessions.arrive(name, "ada", content)
    assert sessions.sweep(lambda name: name == "here") == []
    now[0] = 100.0
    assert sessions.sweep(lambda name: name != "gone") == []
    now[0] = 179.0
    assert sessions.sweep(lambda name: name == "here") == []
    now[0] = 180.0
    assert sessions.sweep(lambda name: name == "here") == ["gone"]
    assert (gone.ended, here.ended, back.ended) == (1, 0, 0)
    assert not sessions.belongs("gone", "ada")
    now[0] = 358.0
    assert sessions.sweep(lambda name: name == "here") == []
    now[0] = 359.0
    assert sessions.sweep(lambda name: name == "here") == ["back"]
    assert len(sessions) == 1


def test_a_session_is_not_kept_alive_by_being_known():
    now = [0.0]
    sessions = Sessions(grace_seconds=1, clock=lambda: now[0])
    sessions.arrive("s", "ada", Content())
    gc.collect()
    assert sessions.content("s") is None
    sessions.sweep(lambda _: False)
    now[0] = 1.0
    assert sessions.sweep(lambda _: False) == ["s"]


def test_content_is_found_by_its_session():
    sessions, content = Sessions(), Content()
    sessions.arrive("s", "ada", content)
    sessions.arrive("s", "ada")  # a run that says nothing of it changes nothing
    assert sessions.content("s") is content
    assert sessions.content("other") is None


def test_a_person_has_the_sessions_of_all_their_browsers():
    sessions = Sessions()
    first, second, other = Content(), Content(), Content()
    sessions.arrive("a", "ada here", first, "ada")
    sessions.arrive("b", "ada there", second, "ada")
    sessions.arrive("c", "eve", other, "eve")
    sessions.arrive("d", "", Content(), "")
    assert sessions.of_person("ada") == [("a", first), ("b", second)]
    assert sessions.of_person("") == []
    assert sessions.of_person("nobody") == []


def test_what_a_session_left_goes_on_and_the_session_is_forgotten():
    now = [0.0]
    sessions = Sessions(grace_seconds=180, clock=lambda: now[0])
    content = Content()
    sessions.arrive("old", "ada", content)
    assert sessions.leave("old")
    assert not sessions.leave("old")  # once
    assert not sessions.belongs("old", "ada")
    sessions.arrive("new", "ada", content)
    now[0] = 1000.0
    # Told once, so that Streamlit's part of it is freed; what it held is not ended.
    assert sessions.sweep(lambda name: name == "new") == ["old"]
    assert sessions.sweep(lambda name: name == "new") == []
    assert (content.ended, sessions.content("new")) == (0, content)
