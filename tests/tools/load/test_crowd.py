"""A small share of the load test, and a server that is killed while people use it."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import threading

import pytest

from core.worklist import Store
from tests.core.worklist.made_records import some_record
from tools.load.cases import make_case
from tools.load.client import Client
from tools.load.crowd import crowd, overtaken, slope_mb_per_hour
from tools.load.visitor import WRONG
from tools.server import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


def test_places_lost_in_the_queue():
    assert overtaken(["a", "b", "c"], ["a", "b", "c"]) == 0
    assert overtaken(["a", "b", "c"], ["b", "c", "a"]) == 2
    # One that never ended has lost nothing to those that did.
    assert overtaken(["x", "a", "b"], ["a", "b"]) == 0


def test_slope_of_the_second_half_of_the_readings():
    rises = [(0.0, 0), (1.0, 10**9), (10.0, 100 * 10**6), (3610.0, 130 * 10**6)]
    assert slope_mb_per_hour(rises) == 30.0
    assert slope_mb_per_hour(rises[:2]) is None


def test_two_people_at_once_see_their_own_series_only(server):
    result = crowd(server, sessions=2, minutes=0.0, thinks=False, after_seconds=0.0)
    assert result["errors"] == []
    assert result["cross_talk"] == []
    assert result["tracebacks"] == 0
    assert result["rounds"] == 2
    assert result["actions"]["rest on a slice"]["n"] == 10


def test_a_server_killed_amid_uploads_and_analyses_keeps_what_was_stored(server):
    """Runs last: the server is gone afterwards."""
    store = Store.open(server.store)
    for number in (1, 2):
        store.save(some_record(number))
    before = _kept(store)
    assert len(before) >= 2
    case = make_case(9)
    with Client(server.url) as analysing, Client(server.url) as uploading:
        for page in (analysing, uploading):
            page.open_page()
        analysing.upload(case.name, case.archive)
        analysing.press("Run analysis")
        begun = threading.Event()

        def upload() -> None:
            begun.set()
            # Cut off by the kill, or answered just before it: either will do.
            with contextlib.suppress(*WRONG):
                uploading.upload(case.name, case.archive * 8)

        thread = threading.Thread(target=upload, daemon=True)
        thread.start()
        begun.wait()
        server.kill()
        thread.join(timeout=60)
    store.close()

    with sqlite3.connect(server.store) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again = Store.open(server.store)
    after = _kept(again)
    # The analysis under way may have been stored just before the end; nothing else may differ.
    assert [one for one in after if one in before] == before
    assert len(after) - len(before) in (0, 1)
    again.close()


def _kept(store: Store) -> list[tuple]:
    return [(one.id, one.created_at, one.series_digest, one.lesions) for one in store.list()]
