"""The route of the outlines: whose they are, what is sent, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.annotation.findings import MOST_FINDINGS
from core.annotation.plain import LONGEST_NOTE
from core.annotation.run_lengths import encode
from core.errors import StaleVersionError
from dashboard.security.browser import person_of
from dashboard.state import annotating, request_body, sentences
from dashboard.state.edited import Edited
from dashboard.state.server_memory import MEMORY
from tests.dashboard.security.signed import BROWSER, OTHER_BROWSER
from tests.dashboard.state.test_edited import Keeper

SAME = {"sec-fetch-site": "same-origin"}
MADE_AT = datetime(2026, 11, 29, 20, 15, tzinfo=UTC)
#: Slices of 2 x 3; one voxel of lesion 1.
FINDING = {"number": 1, "kind": "cyst"}
PAINTED = {"slices": {"1": [2, 1, 0, 5]}, "findings": [FINDING], "slice_labels": {"0": "benign"}}


@pytest.fixture
def edited() -> Edited:
    mine = Edited("1.2.3", (2, 2, 3))
    mine.person = person_of(BROWSER)
    return mine


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def renewed() -> list:
    return []


@pytest.fixture
def client(keeper, renewed) -> TestClient:
    def versions(_edited):
        return [(number, MADE_AT) for number in range(1, len(keeper.kept) + 1)]

    def version(_edited, number):
        return keeper.kept[number - 1] if number <= len(keeper.kept) else None

    keeping = annotating.Keeping(keeper, renewed.append, versions, version)
    routes = annotating.routes(keeping)
    return TestClient(Starlette(routes=routes), cookies=BROWSER)


def post(client, edited, value, **headers):
    return client.post(f"/annotations/{edited.token}", json=value, headers=SAME | headers)


def test_what_is_painted_is_there_for_the_next_who_asks(client, edited, keeper):
    answer = post(client, edited, {"base": 0, **PAINTED})
    assert answer.status_code == 200
    assert "slices" not in answer.json()
    assert {"revision": 1, "corrected": True, "is_kept": True}.items() <= answer.json().items()
    there = client.get(f"/annotations/{edited.token}").json()
    assert (there["slices"], there["slice_labels"]) == ({"1": [2, 1, 0, 5]}, {"0": "benign"})
    assert there["findings"][0] | FINDING == there["findings"][0]
    assert keeper.kept[0].voxels[1, 0, 0] == 2
    known = client.get(f"/annotations/{edited.token}?known=1").json()
    assert "slices" not in known
    assert "slices" in client.get(f"/annotations/{edited.token}?known=0").json()


def test_every_version_can_be_had_again_and_so_can_the_beginning(client, edited):
    post(client, edited, {"base": 0, **PAINTED})
    post(client, edited, {"base": 1, **PAINTED, "slices": {"1": [0, 6]}})
    there = f"/annotations/{edited.token}/versions"
    said = [{"version": number, "saved": "2026-11-29T20:15:00+00:00"} for number in (2, 1)]
    assert client.get(there).json() == said
    assert client.get(f"{there}/1").json()["slices"] == {"1": [2, 1, 0, 5]}
    assert client.get(f"{there}/2").json()["slices"] == {}
    assert client.get(f"{there}/0").json() == {"slices": {}, "findings": [], "slice_labels": {}}
    for other in ("3", "9" * 25, "9" * 5000, "-1", "1.0", "\u0661"):
        assert client.get(f"{there}/{other}").status_code == 404


def test_a_category_comes_from_what_was_ticked_alone(client, edited):
    form = {"aphe": "yes", "size": "20", "washout": "yes", "capsule": "no", "growth": "no"}
    findings = [{**FINDING, "li_rads": form}, {"number": 2, "li_rads": {"aphe": "yes"}}]
    answer = post(client, edited, {"base": 0, **PAINTED, "findings": findings})
    assert answer.json()["categories"] == {"1": "LR-5"}


def test_the_second_of_two_tabs_is_told_and_may_send_all_the_same(client, edited, keeper, renewed):
    post(client, edited, {"base": 0, **PAINTED})
    late = {**PAINTED, "slices": {"0": [2, 6]}}
    refused = post(client, edited, {"base": 0, **late})
    assert (refused.status_code, len(keeper.kept)) == (409, 1)
    client.get(f"/annotations/{edited.token}?newest=1")
    assert renewed == [edited]
    answer = post(client, edited, {"base": 1, **late, "over": True})
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert edited.now()[1].voxels[:, 0, 0].tolist() == [2, 2]


def test_another_servers_newer_version_is_a_conflict_too(client, edited, keeper):
    keeper.refuses = StaleVersionError("Somebody was faster.")
    answer = post(client, edited, {"base": 0, **PAINTED})
    assert (answer.status_code, answer.text) == (409, "Somebody was faster.")


@pytest.mark.parametrize("cookies", [OTHER_BROWSER, {}])
def test_nobody_else_may_see_or_change_them(client, edited, cookies, keeper):
    stranger = TestClient(client.app, cookies=cookies)
    answers = [
        stranger.get(f"/annotations/{edited.token}"),
        post(stranger, edited, {"base": 0, **PAINTED}),
        stranger.get(f"/annotations/{edited.token}/versions"),
        stranger.get(f"/annotations/{edited.token}/versions/0"),
        client.get("/annotations/unknown"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert keeper.kept == []


def test_another_sites_page_may_not_send(client, edited):
    refused = post(client, edited, {"base": 0, **PAINTED}, **{"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        json.dumps(PAINTED).encode(),
        json.dumps({"base": "1", **PAINTED}).encode(),
        json.dumps({"base": 0, **PAINTED, "more": 1}).encode(),
        json.dumps({"base": 0, **PAINTED, "slices": {"2": [0, 6]}}).encode(),
        json.dumps({"base": 0, **PAINTED, "slices": {"0": [0, 5]}}).encode(),
        json.dumps({"base": 0, **PAINTED, "findings": [{"number": 1, "kind": "pet"}]}).encode(),
        json.dumps({"base": 0, **PAINTED, "findings": []}).encode(),
    ],
)
def test_what_is_damaged_or_does_not_fit_changes_nothing(client, edited, content, keeper):
    headers = SAME | {"content-type": "application/json"}
    answer = client.post(f"/annotations/{edited.token}", content=content, headers=headers)
    assert (answer.status_code, edited.revision, keeper.kept) == (400, 0, [])
    assert answer.text


def test_the_most_goes_by_the_series():
    # 512 rows of 512: 2 MiB, 1 MiB for a slice of noise, 32 KiB for each slice.
    assert annotating.most_bytes((1, 512, 512)) == 2 * 2**20 + 2**20 + 2**15
    assert annotating.most_bytes((200, 512, 512)) == 3 * 2**20 + 200 * 2**15


def test_a_slice_of_noise_with_the_longest_notes_is_not_too_much():
    noise = encode(np.indices((512, 512)).sum(0) % 2 * np.uint8(255))
    finding = {**FINDING, "note": "\u20ac" * LONGEST_NOTE}
    body = {"base": 0, "slices": {"0": noise}, "findings": [finding] * MOST_FINDINGS}
    sent = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    assert len(sent) < annotating.most_bytes((1, 512, 512))


def test_too_much_is_refused_before_it_is_read(client, edited, monkeypatch):
    monkeypatch.setattr(annotating, "most_bytes", lambda shape: shape[0])
    refused = post(client, edited, {"base": 0, **PAINTED})
    assert (refused.status_code, refused.text) == (400, sentences.outlines_too_large())


def test_a_body_of_empty_objects_is_refused_before_it_is_taken_apart(client, edited, monkeypatch):
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it was taken apart"))
    body = b'{"base":0,"slices":[' + b"{}," * 20_000 + b"0]}"
    headers = SAME | {"content-type": "application/json"}
    refused = client.post(f"/annotations/{edited.token}", content=body, headers=headers)
    assert (refused.status_code, refused.text) == (400, sentences.outlines_too_large())


def test_without_memory_it_is_to_be_sent_again(client, edited, monkeypatch, keeper):
    monkeypatch.setattr(request_body, "SMALL_BYTES", 0)
    monkeypatch.setattr(MEMORY, "limit", 1)
    assert post(client, edited, {"base": 0, **PAINTED}).status_code == 503
    assert keeper.kept == []
    monkeypatch.setattr(MEMORY, "limit", None)
    assert post(client, edited, {"base": 0, **PAINTED}).status_code == 200
