"""When a session has gone, Streamlit is told and its memory is freed."""

from __future__ import annotations

import numpy as np

from dashboard import streamlit_internals
from dashboard.security import media
from dashboard.security.sessions import Sessions
from dashboard.state import departure, volumes
from dashboard.state.volumes import VolumeStore


def test_what_a_session_held_goes_with_it(monkeypatch):
    closed, store, now = [], VolumeStore(), [0.0]
    sessions = Sessions(grace_seconds=180, clock=lambda: now[0])
    monkeypatch.setattr(streamlit_internals, "server_runs", lambda: True)
    monkeypatch.setattr(streamlit_internals, "is_connected", lambda session: session == "here")
    monkeypatch.setattr(streamlit_internals, "close_session", closed.append)
    monkeypatch.setattr(departure, "SESSIONS", sessions)
    monkeypatch.setattr(volumes, "STORE", store)
    monkeypatch.setattr(media, "_made", {"file": {"gone"}, "both": {"gone", "here"}})
    for session in ("gone", "here"):
        sessions.arrive(session, "owner")
        store.publish(session, np.zeros((1, 2, 3), np.int16), np.eye(4), "ct", "owner")

    assert departure.sweep() == []
    now[0] = 180.0
    assert departure.sweep() == ["gone"]
    assert closed == ["gone"]
    assert (store.nbytes("gone"), len(store)) == (0, 1)
    assert media._made == {"both": {"here"}}


def test_without_a_server_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(streamlit_internals, "server_runs", lambda: False)
    assert departure.sweep() == []
