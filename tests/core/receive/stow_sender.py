"""A sender by STOW, as one sees what it is answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from core.receive.ours import LOCK, MARKER
from tests.core.pacs.made_files import MULTIPART

TOKEN = "hunter2"
ALLOWED = {"Authorization": f"Bearer {TOKEN}", "Content-Type": MULTIPART}


def post(address: str, body: object, path: str = "/studies", **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(address + path, data=body, headers=ALLOWED | named, timeout=60)


def answered(
    answer: requests.Response,
) -> tuple[int, list[str], list[tuple[str, int]], list[int]]:
    """(status, UIDs stored, (UID, reason) of those that failed, reasons of those without UID)"""
    told = answer.json()
    uids = [one["00081155"]["Value"][0] for one in told.get("00081199", {}).get("Value", [])]
    failed = [
        (one["00081155"]["Value"][0], one["00081197"]["Value"][0])
        for one in told.get("00081198", {}).get("Value", [])
    ]
    others = [one["00081197"]["Value"][0] for one in told.get("0008119A", {}).get("Value", [])]
    return answer.status_code, uids, failed, others


def left(inbox) -> list[str]:
    """What lies in the inbox."""
    return [one.name for one in inbox.folder.iterdir() if one.name not in (LOCK, MARKER)]


def connected(address: str) -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.settimeout(60)
    return connection


def head(**more: str) -> bytes:
    """Of a request to store."""
    lines = [f"{name}: {value}" for name, value in (ALLOWED | more).items()]
    return "\r\n".join(["POST /studies HTTP/1.1", "Host: x", *lines, "\r\n"]).encode()


@contextmanager
def half_sent(address: str, body: bytes) -> Iterator[socket.socket]:
    """A sender that stops in the middle of its body."""
    with connected(address) as sender:
        sender.sendall(head(**{"Content-Length": str(len(body))}) + body[:-40])
        yield sender
