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

#: The largest PDU that is read; we tell callers a smaller one, and a request to associate with 128
#: contexts has some 50 kB.
MOST_PDU_BYTES = 1_048_576


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
        (evt.EVT_DIMSE_RECV, _message_ended),
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
        connection.recv = _Reading(connection.recv, self.server.most_bytes)  # type: ignore[attr-defined]
        for thread in (made, made.dul):
            thread.run = functools.partial(_to_the_end, thread.run, made)  # type: ignore[method-assign]
        return made


class _Reading:
    """Reads from one caller, within bounds."""

    def __init__(self, read: Callable[[int], bytearray], most_bytes: int) -> None:
        self._read = read
        self._most_bytes = most_bytes
        #: Of the message that is being read.
        self.n_bytes = 0

    def __call__(self, nr_bytes: int) -> bytearray:
        self.n_bytes += nr_bytes
        if nr_bytes > MOST_PDU_BYTES or self.n_bytes > self._most_bytes + MOST_PDU_BYTES:
            raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
        return self._read(nr_bytes)


def _to_the_end(run: Callable[[], None], association: Association) -> None:
    """Run a thread of an association. What a caller sends can end it in the middle, by any error of
    pynetdicom: then the caller is let go, and its place is free."""
    try:
        run()
    except Exception as error:  # noqa: BLE001  whatever it is, the next caller is served
        logging.getLogger(__name__).warning(
            "A caller sent something that is not a DICOM message and was cut off (%s).",
            type(error).__name__,
        )
        connection: Any = association.dul.socket
        if connection is not None:
            connection.close()
        association.dul.kill_dul()
        association._kill = True
    finally:
        # Whoever waits for the caller's next message waits no longer.
        association.dul.to_user_queue.put(None)


def _hung_up(event: evt.Event) -> None:
    """A caller that hangs up before it has asked for anything would hold its place until the time
    for asking is over."""
    if not event.assoc.is_established:
        event.assoc.dul.to_user_queue.put(None)


def _message_ended(event: evt.Event) -> None:
    reading = getattr(event.assoc.dul.socket, "recv", None)
    if isinstance(reading, _Reading):
        reading.n_bytes = 0
