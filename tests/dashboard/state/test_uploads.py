"""The route that takes uploads: whose they may be, how much, and what an end in between leaves."""

from __future__ import annotations

import asyncio
import threading

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.outside import pace
from dashboard.security.browser import owner_of
from dashboard.state import sentences, uploads
from dashboard.state.inbox import Inbox
from dashboard.state.server_memory import PROMISE_SECONDS, WAIT_SECONDS, ServerMemory
from tests.dashboard.security.signed import BROWSER, OTHER_BROWSER, signed_in
from tests.dashboard.state.slow_sender import HEADERS, Sender, in_a_loop, until
from tests.dashboard.state.test_upload_body import FILES, body


@pytest.fixture
def inbox() -> Inbox:
    mine = Inbox()
    mine.owner = owner_of(BROWSER)
    return mine


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock) -> ServerMemory:
    """Without a limit, on a system that doesn't say what is resident: only what is held counts."""
    return ServerMemory(resident=lambda: None, give_back=lambda: None, clock=clock)


@pytest.fixture
def client(memory) -> TestClient:
    return TestClient(Starlette(routes=uploads.routes(memory=memory)), cookies=BROWSER)


def post(client, inbox, content=None, query="", **headers):
    return client.post(
        f"/uploads/{inbox.token}{query}",
        content=body(FILES) if content is None else content,
        headers={**HEADERS, **headers},
    )


def names(files) -> list[str]:
    return [file.name for file in files]


def test_all_files_of_one_request_arrive(client, inbox, memory):
    assert post(client, inbox).status_code == 204
    assert memory.held("files") == inbox.nbytes == sum(len(data) for _, data in FILES)
    assert [(file.name, file.data) for file in inbox.take()] == FILES
    assert (memory.held(), inbox.arriving) == (0, None)


def test_what_they_are_for_is_kept(client, inbox):
    assert post(client, inbox, query="?for=reference").status_code == 204
    assert inbox.take("open") == ()
    assert names(inbox.take("reference")) == [name for name, _ in FILES]


@pytest.mark.parametrize("cookies", [{}, OTHER_BROWSER, BROWSER | signed_in(email="eve@x.org")])
def test_nobody_else_can_send_or_ask(inbox, cookies):
    client = TestClient(Starlette(routes=uploads.routes()), cookies=cookies)
    for answer in (
        post(client, inbox),
        client.get(f"/uploads/{inbox.token}?bytes=1"),
        client.get("/uploads/guessed?bytes=1"),
    ):
        assert answer.status_code == 404
    inbox.begin().first_slice = b"PNG"
    assert client.get(f"/uploads/{inbox.token}/first").content == b""
    assert inbox.take() == ()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 400),
        ({"content-type": "multipart/form-data; boundary=x"}, 400),
    ],
)
def test_a_form_of_another_page_is_refused(client, inbox, headers, status):
    assert post(client, inbox, **headers).status_code == status
    assert inbox.take() == ()


def test_a_page_of_another_origin_is_refused_by_browsers_that_only_name_it(client, inbox):
    def sent_from(origin: str) -> int:
        return client.post(
            f"/uploads/{inbox.token}",
            content=body(FILES),
            headers={"content-type": uploads.CONTENT_TYPE, "origin": origin},
        ).status_code

    assert sent_from("http://evil.example.org") == 403
    assert sent_from("http://testserver") == 204


def test_a_length_that_is_not_said_is_refused(client, inbox):
    whole = body(FILES)
    answer = client.post(f"/uploads/{inbox.token}", content=iter([whole]), headers=HEADERS)
    assert answer.status_code == 400


def test_what_is_damaged_says_so_and_leaves_nothing(client, inbox, memory):
    assert post(client, inbox, body(FILES)[:-1]).status_code == 400
    assert (inbox.take(), memory.held()) == ((), 0)


def test_more_than_streamlits_limit_is_refused(client, inbox, monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.maxUploadSize": 1}.get)
    assert uploads.limits().bytes == 2**20
    assert post(client, inbox, body([("zip", bytes(2**20 + 1))])).status_code == 413
    assert client.get(f"/uploads/{inbox.token}?bytes={2**20 + 1}").status_code == 413
    assert post(client, inbox, body([("zip", bytes(2**20))])).status_code == 204
    assert client.get(f"/uploads/{inbox.token}?bytes={2**20}").status_code == 204


def ask(client, inbox, nbytes: int):
    return client.get(f"/uploads/{inbox.token}?bytes={nbytes}")


def test_uploads_beyond_the_room_of_the_server_wait_and_are_refused(client, inbox, memory, clock):
    most = uploads.AT_ONCE * uploads.limits().body_bytes
    with memory.take("arriving", most - 10):
        assert post(client, inbox).status_code == 413
        assert ask(client, inbox, 11).status_code == 202
        for _ in range(int(WAIT_SECONDS // 10)):
            assert ask(client, inbox, 11).status_code == 202
            clock.now += 10.0
        refused = ask(client, inbox, 11)
        assert refused.status_code == 413
    assert ask(client, inbox, 11).status_code == 204


def test_what_finds_no_memory_waits_in_words_and_is_refused_in_words(inbox, clock, monkeypatch):
    memory = ServerMemory(4 * 10**9, lambda: None, lambda: None, clock)
    client = TestClient(Starlette(routes=uploads.routes(memory=memory)), cookies=BROWSER)
    # The program takes 1 GB, and files of 1 GB come with images of 1 GB.
    monkeypatch.setattr(st, "get_option", {"server.maxUploadSize": 2048}.get)
    with memory.take("series", 3 * 10**9):
        waiting = ask(client, inbox, 10**9)
        assert waiting.status_code == 202
        assert "4.0 GB of this server's 4.0 GB" in waiting.text
        clock.now += 5.0
        sent_anyway = post(client, inbox)
        assert sent_anyway.status_code == 413
        assert "open series 3.0 GB" in sent_anyway.text
        assert inbox.take() == ()
    assert ask(client, inbox, 10**9).status_code == 204
    too_large = ask(client, inbox, 16 * 10**8)
    assert too_large.status_code == 413
    assert "this server may use 4.0 GB" in too_large.text


def test_room_that_was_promised_is_taken_up_or_ends(client, inbox, memory, clock):
    assert ask(client, inbox, sum(len(data) for _, data in FILES)).status_code == 204
    promised = memory.held("arriving")
    assert promised > 0
    # Asked again, it is promised once.
    assert ask(client, inbox, sum(len(data) for _, data in FILES)).status_code == 204
    assert memory.held("arriving") == promised
    assert post(client, inbox).status_code == 204
    assert (memory.held("arriving"), memory.held("files")) == (0, inbox.nbytes)
    assert ask(client, inbox, 1).status_code == 204
    clock.now += PROMISE_SECONDS
    assert memory.held("arriving") == 0


@pytest.mark.parametrize("asked", ["", "-1", "ten", "1" * 20, "1.5"])
def test_a_question_that_is_none_is_refused(client, inbox, asked):
    assert client.get(f"/uploads/{inbox.token}?bytes={asked}").status_code == 400


# -- an upload under way ------------------------------------------------------------------------


def test_cancelled_in_between_it_leaves_nothing(inbox, memory):
    async def work():
        sender = Sender(inbox, memory)
        sender.send(sender.whole[:-3])
        await until(lambda: memory.held("arriving") == len(sender.whole))
        sender.leave()
        await sender.request
        assert (memory.held(), inbox.arriving, inbox.take()) == (0, None, ())

    in_a_loop(work)


def test_the_end_of_the_session_stops_it(inbox, memory):
    async def work():
        sender = Sender(inbox, memory)
        sender.send(sender.whole[:-3])
        await until(lambda: inbox.arriving is not None)
        inbox.close()
        sender.send(sender.whole[-3:])
        await sender.request
        assert sender.answers[0]["status"] == 408
        assert (memory.held(), inbox.take()) == (0, ())

    in_a_loop(work)


@pytest.mark.parametrize(("home", "limit"), [(pace, "SILENT_SECONDS"), (uploads, "MOST_SECONDS")])
def test_one_that_falls_silent_or_never_ends_is_given_up(inbox, memory, monkeypatch, home, limit):
    monkeypatch.setattr(home, limit, 0.01)

    async def work():
        sender = Sender(inbox, memory)
        sender.send(sender.whole[:-3])
        await sender.request
        assert sender.answers[0]["status"] == 408
        assert sender.answers[1]["body"].decode() == sentences.upload_too_slow()
        assert (memory.held(), inbox.take()) == (0, ())

    in_a_loop(work)


def test_a_slow_one_gives_way_to_those_who_wait(client, inbox, memory, monkeypatch):
    monkeypatch.setattr(pace, "JUDGED_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(pace, "SHARED_SECONDS", 1e-9)
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    other = Inbox()
    other.owner = inbox.owner

    async def work():
        sender = Sender(inbox, memory)
        sender.send(sender.whole[:1])
        await until(lambda: inbox.arriving is not None)
        sender.send(sender.whole[1:2])
        await until(sender.messages.empty)
        most = uploads.limits().bytes
        waiting = await asyncio.to_thread(ask, client, other, most)
        assert (waiting.status_code, sender.answers) == (202, [])
        sender.send(sender.whole[2:3])
        await sender.request
        assert sender.answers[0]["status"] == 408
        said = sentences.upload_gave_way(pace.SHARED_SECONDS)
        assert sender.answers[1]["body"].decode().startswith(said.split(",")[0])
        assert (await asyncio.to_thread(ask, client, other, most)).status_code == 204

    in_a_loop(work)


def test_the_first_slice_is_there_while_the_rest_arrives(client, inbox, memory):
    drawn = threading.Event()

    def first_slice(file):
        drawn.set()
        return b"PNG of " + file.name.encode()

    async def work():
        sender = Sender(inbox, memory, first_slice)
        sender.send(sender.whole[:-3])
        await until(lambda: inbox.arriving is not None and inbox.arriving.first_slice)
        answer = await asyncio.to_thread(client.get, f"/uploads/{inbox.token}/first")
        assert (answer.status_code, answer.content) == (200, b"PNG of a/IM1")
        assert answer.headers["content-type"] == "image/png"
        sender.leave()
        await sender.request

    in_a_loop(work)
    assert drawn.is_set()
    assert client.get(f"/uploads/{inbox.token}/first").status_code == 204
