"""STOW requests that are refused, broken off, slow, or too large: nothing half is left."""

import asyncio
import socket
from contextlib import suppress

import pytest
import requests

from core.errors import PacsError
from core.outside import pace
from core.receive import stow
from core.receive.part import NoRoomError, Part
from tests.core.pacs.made_files import MULTIPART, SERIES, ct_file, multipart, wait_for
from tests.core.receive.stow_sender import (
    ALLOWED,
    TOKEN,
    answered,
    connected,
    half_sent,
    head,
    left,
    post,
)
from tests.core.refused import refused


@pytest.mark.parametrize(
    ("limits", "status"),
    [({"most_bytes": 1500}, 202), ({"most_file_bytes": 100}, 503), ({"free_bytes": 10**18}, 503)],
)
def test_without_room_the_sender_is_told_and_nothing_is_left(start_stow, limits, status):
    address, inbox = start_stow(**limits)
    answer = post(address, multipart([ct_file(1), ct_file(2)]))
    assert answer.status_code == status
    told = answered(answer)
    reasons = [reason for _, reason in told[2]] + told[3]
    assert set(reasons) == {0xA700}
    assert inbox.n_files == len(told[1]) == 2 - len(reasons)
    assert left(inbox) == [one.folder.name for one in inbox.series()]


def test_a_disk_that_fills_up_in_the_middle(start_stow, monkeypatch):
    address, inbox = start_stow()
    to_disk = Part.to_disk
    calls = []

    def full(part):
        calls.append(part)
        if len(calls) == 2:
            raise NoRoomError("No space left on device")
        to_disk(part)

    monkeypatch.setattr(Part, "to_disk", full)
    bodies = multipart([ct_file(n) for n in (1, 2, 3)])
    status, uids, failed, _ = answered(post(address, bodies))
    assert (status, uids) == (202, [f"{SERIES}.1", f"{SERIES}.3"])
    assert failed == [(f"{SERIES}.2", 0xA700)]
    assert inbox.n_files == 2
    assert answered(post(address, bodies))[0] == 200
    assert inbox.n_files == 3


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/studies", {"Authorization": ""}, multipart([ct_file(1)]), 401),
        ("/studies", {"Authorization": "Bearer wrong"}, multipart([ct_file(1)]), 401),
        ("/studies", {"Authorization": f"Basic {TOKEN}"}, multipart([ct_file(1)]), 401),
        ("/studies/../../etc", {}, multipart([ct_file(1)]), 404),
        ("/studies/%2e%2e", {}, multipart([ct_file(1)]), 400),
        ("/studies/..%2f..%2fevil", {}, multipart([ct_file(1)]), 404),
        (f"/studies/{'1.' * 40}1", {}, multipart([ct_file(1)]), 400),
        ("/", {}, multipart([ct_file(1)]), 404),
        ("/studies", {"Content-Type": "application/dicom"}, ct_file(1), 415),
        ("/studies", {"Content-Type": MULTIPART.replace("dicom", "json")}, b"", 415),
        ("/studies", {"Content-Type": "multipart/form-data; boundary=a-b"}, b"", 415),
        ("/studies", {"Content-Encoding": "gzip"}, multipart([ct_file(1)]), 415),
        ("/studies", {"Content-Type": 'multipart/related; type="application/dicom"'}, b"x", 400),
        ("/studies", {"Content-Type": MULTIPART + "c" * 70}, b"x", 400),
        ("/studies", {"Accept": "application/dicom+xml"}, multipart([ct_file(1)]), 406),
        ("/studies", {}, b"", 400),
        ("/studies", {}, b"no multipart message", 400),
        ("/studies", {}, b"--a-b--\r\n", 400),
        ("/studies", {}, multipart([ct_file(1)])[:-20], 400),
        ("/studies", {}, b"--a-b\r\n" + b"X-Long: " + b"x" * 10_000 + b"\r\n\r\n", 400),
    ],
)
def test_what_is_refused_leaves_nothing(start_stow, path, headers, body, status):
    address, inbox = start_stow()
    url = address + path
    prepared = requests.Request("POST", url, data=body, headers=ALLOWED | headers).prepare()
    # Not as `requests` tidies it.
    prepared.url = url
    if headers.get("Authorization") == "":
        del prepared.headers["Authorization"]
    with requests.Session() as session:
        answer = session.send(prepared, timeout=60)
    assert answer.status_code == status
    assert (answer.headers.get("WWW-Authenticate") == "Bearer") == (status == 401)
    assert TOKEN not in answer.text
    assert "4711" not in answer.text
    assert (inbox.n_files, left(inbox)) == (0, [])


def test_it_only_takes(start_stow):
    address, _ = start_stow()
    assert requests.get(f"{address}/studies", headers=ALLOWED, timeout=60).status_code == 405


def test_a_body_without_a_length(start_stow):
    address, inbox = start_stow()
    with connected(address) as sender:
        sender.sendall(head())
        assert sender.recv(100).startswith(b"HTTP/1.1 411 ")
    assert inbox.n_files == 0


def test_chunked_and_limited_in_bytes(start_stow):
    address, inbox = start_stow(stow_most_bytes=3000)
    body = multipart([ct_file(1)])
    assert len(body) < 3000

    def pieces(*bodies):
        return iter([part for one in bodies for part in (one[:100], one[100:])])

    assert post(address, pieces(body)).status_code == 200
    large = multipart([ct_file(n) for n in range(2, 12)])
    assert post(address, large).status_code == 413
    assert post(address, pieces(large)).status_code == 413
    # What came whole before the limit stays.
    assert 1 <= inbox.n_files <= 4


def test_limited_in_files(start_stow):
    address, inbox = start_stow(stow_most_parts=2)
    answer = post(address, multipart([ct_file(n) for n in (1, 2, 3)]))
    assert answered(answer)[:2] == (413, [f"{SERIES}.1", f"{SERIES}.2"])
    assert inbox.n_files == 2


def test_the_token_is_read_anew_and_without_it_nobody_gets_in(start_stow, tmp_path):
    file = tmp_path / "token"
    file.write_text("first\n")
    address, _ = start_stow(stow_token_env="", stow_token_file=str(file))
    body = multipart([ct_file(1)])
    assert post(address, body, Authorization="Bearer first").status_code == 200
    file.write_text("second\n")
    assert post(address, body, Authorization="Bearer first").status_code == 401
    assert post(address, body, Authorization="bearer second").status_code == 200
    shown = {"Authorization": "Bearer second"}, {"Authorization": "Bearer "}, {}
    for kept in (b"", b" \n", b"\xff\xfe", None):
        if kept is None:
            file.unlink()
        else:
            file.write_bytes(kept)
        for told in shown:
            headers = {"Content-Type": MULTIPART} | told
            answer = requests.post(f"{address}/studies", data=body, headers=headers, timeout=60)
            assert answer.status_code == 401


def test_a_token_that_is_not_there_at_the_start(start_stow, tmp_path):
    with refused(PacsError, "secret_missing"):
        start_stow(stow_token_env="NO_SUCH_TOKEN")
    (tmp_path / "token").touch()
    with refused(PacsError, "secret_empty", str(tmp_path / "token")):
        start_stow(stow_token_env="", stow_token_file=str(tmp_path / "token"))


def test_a_port_that_is_taken(start_stow):
    with socket.create_server(("127.0.0.1", 0)) as taken, refused(PacsError, "port_taken"):
        start_stow(stow_port=taken.getsockname()[1])


def test_a_sender_that_falls_silent_is_let_go(start_stow, monkeypatch):
    monkeypatch.setattr(pace, "SILENT_SECONDS", 1.0)
    monkeypatch.setattr(stow, "_READ_ON_SECONDS", 0.1)
    address, inbox = start_stow()
    with half_sent(address, multipart([ct_file(1), ct_file(2)])) as sender:
        answer = b"".join(iter(lambda: sender.recv(100_000), b""))
        # The first file came whole.
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert f"{SERIES}.1".encode() in answer
    assert inbox.n_files == 1
    assert left(inbox) == [one.folder.name for one in inbox.series()]


def test_a_sender_that_says_nothing_at_all_is_let_go(start_stow, monkeypatch):
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.2)
    address, _ = start_stow()
    for said in (b"", b"POST /studies HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        with connected(address) as sender:
            sender.sendall(said)
            with suppress(ConnectionResetError):
                assert sender.recv(100) == b""


def test_a_sender_that_hangs_up_leaves_no_half(start_stow):
    address, inbox = start_stow()
    with half_sent(address, multipart([ct_file(1), ct_file(2)])):
        # Its second file has begun.
        wait_for(lambda: any(name.endswith(".part") for name in left(inbox)))
    wait_for(lambda: left(inbox) == [one.folder.name for one in inbox.series()])
    assert inbox.n_files == 1


def test_a_body_that_drips_in_is_too_slow(monkeypatch):
    """By the request itself: a sender of seconds would make a slow test."""
    monkeypatch.setattr(pace, "SLOWEST_BYTES_PER_SECOND", 1e9)
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.05)

    class Dripping:
        async def receive(self):
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

    async def read():
        async for _ in stow._Incoming(Dripping(), 1000).pieces():
            pass

    with pytest.raises(stow.Refusal) as told:
        asyncio.run(read())
    assert told.value.status == 408
