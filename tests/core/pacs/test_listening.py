"""Callers that say nothing, stop in the middle, or send without end."""

import socket
import ssl
import struct
import threading
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.uid import CTImageStorage
from pynetdicom import AE
from pynetdicom.sop_class import Verification

from core.pacs import association as bounds
from core.pacs import listening
from core.pacs.contexts import accept_storage, quietly
from core.pacs.listening import listen
from tests.core.outside.authority import Authority
from tests.core.pacs.made_files import ct_file, wait_for
from tests.core.receive.sender import association


@pytest.fixture
def start():
    running = []

    def begin(context=None, most_bytes=10_000, acse_timeout=60):
        quietly()
        entity = AE("LIVERLENS")
        entity.acse_timeout = acse_timeout
        entity.add_supported_context(Verification)
        accept_storage(entity)
        received = []

        def came(event):
            received.append(event.encoded_dataset())
            return 0x0000

        server = listen(entity, ("127.0.0.1", 0), came, context, most_bytes)
        running.append(server)
        return server, server.server_address[1], received

    yield begin
    for server in running:
        server.shutdown()


def echoes(port: int, **options) -> bool:
    entity = AE("SCANNER1")
    entity.add_requested_context(Verification)
    peer = entity.associate("127.0.0.1", port, ae_title="LIVERLENS", **options)
    if not peer.is_established:
        return False
    status = peer.send_c_echo().Status
    peer.release()
    return status == 0


def test_a_caller_that_never_begins_its_handshake_holds_up_nobody(start, tmp_path):
    ours = Authority(tmp_path, "ours")
    _, port, _ = start(ours.server_context())
    context = ssl.create_default_context(cafile=ours.file)
    with socket.create_connection(("127.0.0.1", port)):
        assert echoes(port, tls_args=(context, "127.0.0.1"))


def test_a_caller_that_stops_in_the_middle_of_a_pdu_is_let_go(start, monkeypatch):
    monkeypatch.setattr(listening, "SILENT_SECONDS", 0.2)
    server, port, _ = start(acse_timeout=0.5)
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(struct.pack(">BBL", 0x01, 0, 200) + b"half")
        caller.settimeout(60)
        assert caller.recv(1) == b""
    wait_for(lambda: server.active_associations == [])


def item(kind: int, content: bytes) -> bytes:
    """PS3.8 9.3: of a request to associate."""
    return struct.pack(">BBH", kind, 0, len(content)) + content


def request(context: bytes) -> bytes:
    """To associate, with one presentation context."""
    limit = item(0x51, struct.pack(">L", 16384))
    content = (
        struct.pack(">HH", 1, 0)
        + b"LIVERLENS".ljust(16)
        + b"SCANNER1".ljust(16)
        + bytes(32)
        + item(0x10, b"1.2.840.10008.3.1.1.1")
        + item(0x20, context)
        + item(0x50, limit + item(0x52, b"1.2.3"))
    )
    return struct.pack(">BBL", 0x01, 0, len(content)) + content


ABSTRACT, TRANSFER = item(0x30, Verification.encode()), item(0x40, b"1.2.840.10008.1.2")


@pytest.fixture
def uncaught(monkeypatch):
    found = []
    monkeypatch.setattr(threading, "excepthook", found.append)
    return found


@pytest.mark.parametrize(
    "context",
    [
        b"\2\0\0\0" + ABSTRACT + TRANSFER,
        b"\1\0\0\0" + ABSTRACT,
        b"\1\0\0\0" + item(0x30, b"") + TRANSFER,
        b"\1",
    ],
    ids=["an even id", "no transfer syntax", "no abstract syntax", "nothing"],
)
def test_a_request_that_is_none_takes_no_place(start, uncaught, context):
    server, port, _ = start()
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(request(context))
    # Long before `acse_timeout` is over.
    wait_for(lambda: server.active_associations == [])
    assert echoes(port)
    assert uncaught == []


@pytest.mark.parametrize(
    "command",
    [struct.pack("<HHLH", 0, 0x0100, 2, 0xFFFF), b"", b"\xff" * 40],
    ids=["an unknown command", "nothing", "noise"],
)
def test_a_message_that_is_none_ends_its_caller_alone(start, uncaught, command):
    server, port, _ = start()
    entity = AE("SCANNER1")
    entity.add_requested_context(Verification)
    peer = entity.associate("127.0.0.1", port, ae_title="LIVERLENS")
    (context,) = peer.accepted_contexts
    value = struct.pack(">LBB", len(command) + 2, context.context_id, 0x03) + command
    peer.dul.socket.send(struct.pack(">BBL", 0x04, 0, len(value)) + value)
    peer.dul.socket.close()
    wait_for(lambda: server.active_associations == [])
    assert echoes(port)
    assert uncaught == []


def test_a_length_that_nobody_sends_is_not_believed(start):
    _, port, _ = start()
    with socket.create_connection(("127.0.0.1", port)) as caller:
        # A request to associate of 4 GB, before any title is known.
        caller.sendall(struct.pack(">BBL", 0x01, 0, 0xFFFFFFFF))
        caller.settimeout(60)
        assert caller.recv(1) == b""
    assert echoes(port)


def test_a_message_above_the_limit_is_cut_off_and_the_next_caller_is_served(start, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_PDU_BYTES", 20_000)
    _, port, received = start(most_bytes=10_000)
    small = dcmread(BytesIO(ct_file(1)))
    large = dcmread(BytesIO(ct_file(2)))
    large.PixelData = bytes(60_000)
    with association(port, [CTImageStorage]) as peer:
        # Each counts for itself.
        for _ in range(30):
            assert peer.send_c_store(small).Status == 0
        assert "Status" not in peer.send_c_store(large)
        wait_for(lambda: not peer.is_established)
    assert len(received) == 30
    with association(port, [CTImageStorage]) as peer:
        assert peer.send_c_store(small).Status == 0
