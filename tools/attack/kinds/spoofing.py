"""The receiver: callers under other names, files under other UIDs, callers that hold it up."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.receive import Inbox, Receiver, ReceiveSettings, StowReceiver
from core.receive.ours import LOCK, MARKER
from tools.attack.arena import Arena, environment
from tools.attack.senders import (
    CALLER,
    OUR_TITLE,
    SECONDS,
    TOKEN,
    TOKEN_VARIABLE,
    UID_TAGS,
    body,
    deep,
    echoes,
    post,
    store,
    store_raw,
    with_uid,
)
from tools.attack.tries import Kind, Try, tried

_FOLDER, _FILE = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{32}\.dcm")


def tries(arena: Arena) -> Iterator[Try]:
    folder = arena.new_folder("receiver")
    with environment(**{TOKEN_VARIABLE: TOKEN}):
        settings = ReceiveSettings(
            ae_title=OUR_TITLE,
            port=_free_port(),
            callers=(CALLER,),
            folder=str(folder / "inbox"),
            free_bytes=0,
            most_file_bytes=4_000_000,
            most_associations=4,
            stow_port=_free_port(),
            stow_token_env=TOKEN_VARIABLE,
        )
        with (
            Inbox.open(settings) as inbox,
            Receiver(settings, inbox),
            StowReceiver(settings, inbox) as stow,
        ):
            yield from _titles(settings, inbox)
            yield from _uids(settings, inbox)
            yield from _stow(stow.address, inbox)
            yield from _odd_files(settings, stow.address, inbox)
            yield from _rude(settings)
            yield _confined(folder)


# -- by DIMSE -------------------------------------------------------------------------------------


def _titles(settings: ReceiveSettings, inbox: Inbox) -> Iterator[Try]:
    """Who calls, and whom."""
    wrong = {
        "another caller": ("EVIL", OUR_TITLE),
        "the caller in other letters": (CALLER.lower(), OUR_TITLE),
        "the caller and more": (f"{CALLER}X", OUR_TITLE),
        "the start of the caller": (CALLER[:-1], OUR_TITLE),
        "our own title as caller": (OUR_TITLE, OUR_TITLE),
        "a pattern as caller": ("*", OUR_TITLE),
        "another title called": (CALLER, "OTHER"),
        "our title in other letters": (CALLER, OUR_TITLE.lower()),
    }
    for what, (caller, called) in wrong.items():

        def step(caller: str = caller, called: str = called) -> str:
            before = inbox.n_files
            established = store(settings.port, [body(1)], caller, called) is not None
            return "it was let in" if established or inbox.n_files != before else ""

        yield tried(what, "an association was asked for", "rejected, and nothing is kept", step)


def _uids(settings: ReceiveSettings, inbox: Inbox) -> Iterator[Try]:
    """A command that names another file than the one that it brings."""
    names = {
        "another UID in the command": "1.2.3.4.5",
        "a path in the command": "../../../evil",
        "a path of the root": "/etc/evil",
        "a UID of 200 digits": "1." + "2" * 198,
        "null bytes in the command": "1.2\0/../evil",
        "no UID in the command": "",
    }
    for number, (what, uid) in enumerate(names.items(), 10):

        def step(uid: str = uid, number: int = number) -> str:
            before = inbox.n_files
            statuses = store(settings.port, [body(number)], named=uid)
            if inbox.n_files != before:
                return f"it was kept: {statuses}"
            return "" if statuses is None or 0 not in statuses else f"answered {statuses}"

        yield tried(what, "sent by C-STORE", "refused, and nothing is kept", step)

    def again() -> str:
        first = store(settings.port, [body(30)])
        second = store(settings.port, [body(30, PatientID="another")])
        kept = inbox.n_files
        third = store(settings.port, [body(30)])
        if first != [0] or third != [0] or inbox.n_files != kept:
            return f"{first}, {second}, {third}"
        return "the file was replaced" if second == [0] else ""

    yield tried("another file under a known UID", "sent after it", "the first one stays", again)


# -- by STOW --------------------------------------------------------------------------------------


def _stow(address: str, inbox: Inbox) -> Iterator[Try]:
    """Without the token, into another study, under names that are paths."""
    tokens = {
        "no token": "",
        "another token": "Bearer wrong",
        "the start of the token": f"Bearer {TOKEN[:-1]}",
        "the token and more": f"Bearer {TOKEN}x",
        "the token as a password": f"Basic {TOKEN}",
        "an empty token": "Bearer ",
        "a token of 50,000 letters": "Bearer " + "x" * 50_000,
        "a token that is no ASCII": "Bearer \xff\xfe",
    }
    for number, (what, token) in enumerate(tokens.items(), 40):
        headers = {"Authorization": token} if token else {"X": "x"}
        yield _posted(what, address, inbox, number, headers=headers)
    yield _posted("the token in the address", address, inbox, 50, headers={"X": "x"}, token=True)
    for number, study in enumerate(
        ("1.2.3.4", "../../evil", "%2e%2e", "..%2f..%2fevil", "1" * 65, "1.2;DROP", "%00"), 60
    ):
        path = f"/studies/{study}"
        yield _posted(f"into study {study[:20]}", address, inbox, number, path=path)
    parts = {
        "a file name that is a path": 'Content-Disposition: form-data; filename="../../evil.dcm"',
        "a location that is a path": "Content-Location: ../../evil.dcm",
        "a header without end": "X-Long: " + "x" * 100_000,
    }
    for number, (what, header) in enumerate(parts.items(), 70):
        yield _posted(what, address, inbox, number, part_header=header, may_keep=True)

    def elsewhere() -> str:
        answer = post(address, "/studies", body(80), Origin="http://evil.example")
        allowed = [name for name in answer.headers if name.lower().startswith("access-control")]
        return f"answered {allowed}" if allowed else ""

    yield tried(
        "a page elsewhere", "sent with another origin", "no header that lets it read", elsewhere
    )


def _posted(
    what: str,
    address: str,
    inbox: Inbox,
    number: int,
    *,
    path: str = "/studies",
    headers: Mapping[str, str] | None = None,
    part_header: str = "",
    token: bool = False,
    may_keep: bool = False,
) -> Try:
    def step() -> str:
        before = inbox.n_files
        where = f"{path}?token={TOKEN}&access_token={TOKEN}" if token else path
        answer = post(address, where, body(number), part_header, headers)
        if answer.status_code >= 500 and answer.status_code != 503:
            return f"status {answer.status_code}"
        if inbox.n_files != before and not may_keep:
            return f"it was kept, with status {answer.status_code}"
        return "the token is in the answer" if TOKEN in answer.text else ""

    kept = "a hashed name, or refused" if may_keep else "refused, and nothing is kept"
    return tried(what, "sent by STOW", kept, step)


# -- by both --------------------------------------------------------------------------------------


def _odd_files(settings: ReceiveSettings, address: str, inbox: Inbox) -> Iterator[Try]:
    """Files that state other UIDs than their headers, or that can't be read to the end."""
    uids = {"a path": "../../../evil", "the root": "/etc/passwd", "nothing": "", "a word": "evil"}
    files = {
        **{
            f"a {name} UID that is {what}": with_uid(tag, uid)
            for what, uid in uids.items()
            for name, tag in UID_TAGS.items()
        },
        "sequences nested 20,000 deep": deep(),
        "no DICOM": b"not DICOM" * 1000,
        "cut in the middle": body(91)[:400],
        "lengths that lie": body(92).replace(b"UI\x10\x00", b"UI\xff\xff", 1),
    }
    for what, content in files.items():

        def step(content: bytes = content) -> str:
            before = inbox.n_files
            answer = post(address, "/studies", content)
            if answer.status_code >= 500 and answer.status_code != 503:
                return f"status {answer.status_code}"
            return "it was kept" if inbox.n_files != before else ""

        yield tried(f"by STOW: {what}", "sent by STOW", "refused, and nothing is kept", step)

    def raw() -> str:
        before = inbox.n_files
        said = store_raw(settings.port, deep())
        return f"answered {said:#06x}" if said in (0, 0xC211) or inbox.n_files != before else ""

    yield tried(
        "by C-STORE: sequences nested 20,000 deep",
        "sent by C-STORE",
        "refused with a status of ours, and nothing is kept",
        raw,
    )


def _rude(settings: ReceiveSettings) -> Iterator[Try]:
    """Callers that say nothing, claim gigabytes, or talk another language; others are served."""
    starts = {
        "a caller that says nothing": b"",
        "half of a PDU": b"\x01\x00\x00\x00\x01\x00",
        "a PDU of 4 GB": b"\x01\x00" + struct.pack(">L", 2**32 - 1) + b"x" * 100,
        "a PDU of an unknown kind": b"\xff\x00" + struct.pack(">L", 4) + b"xxxx",
        "HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100,
        "data before the association": b"\x04\x00" + struct.pack(">L", 10) + b"x" * 10,
    }
    for what, start in starts.items():

        def step(start: bytes = start) -> str:
            with socket.create_connection(("127.0.0.1", settings.port), SECONDS) as rude:
                with contextlib.suppress(OSError):
                    rude.sendall(start)
                return "" if echoes(settings.port) else "another caller was not answered"

        yield tried(what, "connected, and stayed", "others are answered meanwhile", step)


def _confined(folder: Path) -> Try:
    """After all of it."""

    def step() -> str:
        inbox = folder / "inbox"
        odd = [
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path != inbox
            and not (
                path.parent == inbox
                and (_FOLDER.fullmatch(path.name) or path.name in (LOCK, MARKER))
            )
            and not (path.parent.parent == inbox and _FILE.fullmatch(path.name))
        ]
        return f"{odd[:3]}" if odd else ""

    return tried(
        "what lies in the inbox", "everything above was sent", "only files under hashed names", step
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


KIND = Kind("spoofing", "The receiver: AE titles, UIDs, tokens, rude callers", tries)
