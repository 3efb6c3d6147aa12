"""The route of the measurements: whose they are, and what is refused."""

from __future__ import annotations

import csv
import io
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.security.browser import person_of
from dashboard.state import events, measuring
from dashboard.state.measured import Measured
from tests.core.measurements.made import ELLIPSE, RULER, ellipse, ruler
from tests.dashboard.security.signed import BROWSER, OTHER_BROWSER

SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def measured() -> Measured:
    mine = Measured("1.2.3", 6)
    mine.person = person_of(BROWSER)
    return mine


@pytest.fixture
def noted() -> list:
    return []


@pytest.fixture
def client(noted) -> TestClient:
    routes = measuring.routes(lambda *asked: noted.append(asked))
    return TestClient(Starlette(routes=routes), cookies=BROWSER)


@pytest.fixture
def heard(monkeypatch) -> list:
    found: list = []
    announcement: events.Announcement = events.Announcement()
    announcement.subscribe(found.append)
    monkeypatch.setattr(events, "measurements_changed", announcement)
    return found


def post(client, measured, value, **headers):
    return client.post(f"/measurements/{measured.token}", json=value, headers=SAME | headers)


def test_what_is_sent_is_there_for_the_next_who_asks(client, measured, heard):
    answer = post(client, measured, {"put": [RULER, ELLIPSE], "remove": []})
    assert answer.status_code == 200
    assert answer.json() == {"revision": 1, "measurements": [RULER, ELLIPSE]}
    assert client.get(f"/measurements/{measured.token}").json() == answer.json()
    assert measured.all() == (ruler(), ellipse())
    assert [event.measured for event in heard] == [measured]
    answer = post(client, measured, {"put": [], "remove": ["a1"]})
    assert answer.json() == {"revision": 2, "measurements": [ELLIPSE]}


@pytest.mark.parametrize("cookies", [OTHER_BROWSER, {}])
def test_nobody_else_may_see_or_change_them(client, measured, cookies, heard):
    stranger = TestClient(client.app, cookies=cookies)
    answers = [
        stranger.get(f"/measurements/{measured.token}"),
        stranger.get(f"/measurements/{measured.token}/measurements.csv"),
        post(stranger, measured, {"put": [RULER], "remove": []}),
        client.get("/measurements/unknown"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (measured.all(), heard) == ((), [])


def test_another_sites_page_may_not_send(client, measured):
    answer = post(client, measured, {"put": [], "remove": []}, **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"put": [], "remove": [' + b"[]," * 50_000 + b"0]}",
        json.dumps({"put": [{**RULER, "slice_index": 6}], "remove": []}).encode(),
        json.dumps({"put": [RULER, {**RULER, "length_mm": float("nan")}], "remove": []}).encode(),
        b" " * (measuring.MOST_BYTES + 1),
    ],
)
def test_what_is_no_change_is_refused_and_nothing_is_taken(client, measured, content, heard):
    headers = SAME | {"content-type": "application/json"}
    answer = client.post(f"/measurements/{measured.token}", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.text.endswith(".")
    assert (measured.all(), heard) == ((), [])


def test_another_type_of_content_is_refused(client, measured):
    assert (
        client.post(
            f"/measurements/{measured.token}",
            content=b'{"put": [], "remove": []}',
            headers=SAME | {"content-type": "text/plain"},
        ).status_code
        == 400
    )


def test_they_are_files_and_each_download_is_noted(client, measured, noted):
    post(client, measured, {"put": [RULER, ELLIPSE], "remove": []})
    told = client.get(f"/measurements/{measured.token}/measurements.json")
    assert [one["name"] for one in told.json()["measurements"]] == ["Ruler 1", "Portal vein"]
    table = client.get(f"/measurements/{measured.token}/measurements.csv")
    assert 'filename="liverlens-measurements.csv"' in table.headers["content-disposition"]
    assert [row["kind"] for row in csv.DictReader(io.StringIO(table.text))] == [
        "ruler",
        "ellipse",
    ]
    who = person_of(BROWSER)
    assert noted == [
        (measured, who, "measurements.json"),
        (measured, who, "measurements.csv"),
    ]
    assert client.get(f"/measurements/{measured.token}/other.txt").status_code == 404
