"""An archive in the test's process: a C-STORE, C-FIND, C-GET and C-MOVE SCP with a few files."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom.sop_class import (
    StudyRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelGet,
    StudyRootQueryRetrieveInformationModelMove,
    Verification,
)

from core.pacs import Site

TITLE = "SMALL"


class SmallArchive:
    """Holds files; `rows` are what a C-FIND is answered, `evil` the UID that a C-GET names."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self.rows: list[Dataset] = []
        self.received: list[bytes] = []
        self.store_status = 0x0000
        self.find_status = 0xFF00
        #: Sent as it is, before a C-FIND or C-GET is answered.
        self.raw: Callable[[evt.Event], bytes] = lambda event: b""
        #: Set when it may go on after that.
        self.waits: threading.Event | None = None
        #: More answers to a C-FIND.
        self.dripping: Callable[[evt.Event], Iterable[tuple[int, Dataset]]] = lambda event: ()
        self.port = free_port()
        self.move_port = free_port()

    def site(self, **settings: object) -> Site:
        values = {"host": "127.0.0.1", "port": self.port, "ae_title": TITLE, "timeout_seconds": 10}
        return Site("small", "dimse", move_port=self.move_port, **(values | settings))

    def _echo(self, event: evt.Event) -> int:
        return 0x0000

    def _find(self, event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
        self._send_raw(event)
        for row in self.rows:
            yield self.find_status, row
        yield from self.dripping(event)

    def _send_raw(self, event: evt.Event) -> None:
        if body := self.raw(event):
            event.assoc.dul.socket.send(body)
        if self.waits is not None:
            self.waits.wait(60)

    def _get(self, event: evt.Event) -> Iterator[object]:
        self._send_raw(event)
        datasets = [dcmread(BytesIO(body)) for body in self.files]
        yield len(datasets)
        for dataset in datasets:
            yield 0xFF00, dataset

    def _move(self, event: evt.Event) -> Iterator[object]:
        if event.move_destination != "LIVERLENS":
            yield None, None
            return
        yield "127.0.0.1", self.move_port
        yield from self._get(event)

    def _store(self, event: evt.Event) -> int:
        if self.store_status == 0:
            self.received.append(event.encoded_dataset(include_meta=False))
        return self.store_status


@contextmanager
def small_archive(
    classes: tuple[str, ...] = (),
    callers: tuple[str, ...] = (),
    context: ssl.SSLContext | None = None,
) -> Iterator:
    """Listening, over TLS with a `context`; `classes` are the storage classes that it takes, all
    where none are given."""
    archive = SmallArchive()
    entity = AE(TITLE)
    entity.require_called_aet = True
    entity.require_calling_aet = list(callers)
    entity.add_supported_context(Verification)
    for model in (
        StudyRootQueryRetrieveInformationModelFind,
        StudyRootQueryRetrieveInformationModelGet,
        StudyRootQueryRetrieveInformationModelMove,
    ):
        entity.add_supported_context(model)
    for kind in (one.abstract_syntax for one in AllStoragePresentationContexts):
        if not classes or kind in classes:
            entity.add_supported_context(kind, scp_role=True, scu_role=True)
    entity.add_requested_context(CTImageStorage)
    server = entity.start_server(
        ("127.0.0.1", archive.port),
        block=False,
        ssl_context=context,
        evt_handlers=[
            (evt.EVT_C_ECHO, archive._echo),
            (evt.EVT_C_FIND, archive._find),
            (evt.EVT_C_GET, archive._get),
            (evt.EVT_C_MOVE, archive._move),
            (evt.EVT_C_STORE, archive._store),
        ],
    )
    try:
        yield archive
    finally:
        server.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
