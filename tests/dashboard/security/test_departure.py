"""Streamlit is told of a session that has gone, and everything of it is let go."""

from __future__ import annotations

import numpy as np

from dashboard.security import departure, media
from dashboard.security.sessions import Sessions
from dashboard.state import volumes
from dashboard.state.volumes import VolumeStore


class Runtime:
    def __init__(self) -> None:
        self.closed: list[str] = []

    def is_active_session(self, session: str) -> bool:
        return session == "here"

    def close_session(self, session: str) -> None:
        self.closed.append(session)


def test_what_a_session_held_goes_with_it(monkeypatch):
    server, store, now = Runtime(), VolumeStore(), [0.0]
    sessions = Sessions(grace_seconds=180, clock=lambda: now[0])
    monkeypatch.setattr(departure.runtime, "exists", lambda: True)
    monkeypatch.setattr(departure.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(departure, "SESSIONS", sessions)
    monkeypatch.setattr(volumes, "STORE", store)
    monkeypatch.setattr(media, "_made", {"file": {"gone"}, "both": {"gone", "here"}})
    for session in ("gone", "here"):
        sessions.arrive(session, "owner")
        store.publish(session, np.zeros((1, 2, 3), np.int16), np.eye(4), "ct", "owner")

    assert departure.sweep() == []
    now[0] = 180.0
    assert departure.sweep() == ["gone"]
    assert server.closed == ["gone"]
    assert (store.nbytes("gone"), len(store)) == (0, 1)
    assert media._made == {"both": {"here"}}


def test_without_a_server_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(departure.runtime, "exists", lambda: False)
    assert departure.sweep() == []
