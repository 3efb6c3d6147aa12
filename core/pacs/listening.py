"""A DICOM listener that no caller can hold up, and that reads no message without end.

pynetdicom's own makes the TLS handshake before it takes the next caller, waits for the rest of a
PDU for ever, believes whatever length a caller claims, even before it knows the caller's title, and
keeps the place of one that has hung up.
"""

from __future__ import annotations

import errno
import functools
import logging
import os
import socket
import threading
from collections.abc import Callable
from socketserver import BaseServer
from ssl import SSLContext
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.transport import RequestHandler, ThreadedAssociationServer

from core.outside.pace import SILENT_SECONDS
from core.pacs.association import Reading, watch


def listen(
    entity: AE,
    address: tuple[str, int],
    came: Callable[[evt.Event], int],
    context: SSLContext | None,
    most_bytes: int,
) -> Listener:
    """Listen until `shutdown` is called on what is returned.

    Args:
        came: handles C-STORE.
        most_bytes: of one message; a caller that sends more is cut off.

    Raises OSError where the address can't be had.
    """
    handlers: list[Any] = [
        (evt.EVT_C_STORE, came),
        (evt.EVT_CONN_CLOSE, _hung_up),
    ]
    server: Any = entity.make_server(
        address,
        ssl_context=context,
        evt_handlers=handlers,
        server_class=Listener,
        request_handler=_Caller,
    )
    server.most_bytes = most_bytes
    threading.Thread(target=server.serve_forever, name="listener", daemon=True).start()
    return server


class Listener(ThreadedAssociationServer):
    """See `listen`."""

    most_bytes: int = 0
    #: Nobody waits for a caller in the middle of its handshake when listening ends.
    daemon_threads = True

    def get_request(self) -> tuple[socket.socket, Any]:
        """The next caller; the handshake waits for its own thread."""
        if self.socket is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        caller, address = self.socket.accept()
        caller.settimeout(SILENT_SECONDS)
        return caller, address

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Runs in the caller's own thread."""
        if self.ssl_context is not None:
            try:
                request = self.ssl_context.wrap_socket(request, server_side=True)
            except (OSError, ValueError):
                self.shutdown_request(request)
                return
        super().process_request_thread(request, client_address)

    def shutdown(self) -> None:
        """As pynetdicom, for a server that its AE has not started itself."""
        BaseServer.shutdown(self)
        self.server_close()


class _Caller(RequestHandler):
    """One association."""

    def _create_association(self) -> Association:
        made = super()._create_association()
        connection: Any = made.dul.socket
        reading = Reading(self.server.most_bytes)  # type: ignore[attr-defined]
        connection.recv = functools.partial(_read, reading, connection.recv)
        watch(made, reading, _failed)
        return made


def _read(reading: Reading, read: Callable[[int], bytearray], n_bytes: int) -> bytearray:
    """From one caller, within bounds."""
    reading.expect(n_bytes)
    return read(n_bytes)


def _failed(error: Exception) -> None:
    logging.getLogger(__name__).warning(
        "A caller sent something that is not a DICOM message and was cut off (%s).",
        type(error).__name__,
    )


def _hung_up(event: evt.Event) -> None:
    """A caller that hangs up before it has asked for anything would hold its place until the time
    for asking is over."""
    if not event.assoc.is_established:
        event.assoc.dul.to_user_queue.put(None)
