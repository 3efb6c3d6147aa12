"""Listens for STOW requests, in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading

import uvicorn

from core.errors import PacsError
from core.outside import pace
from core.outside.impatient import ImpatientProtocol
from core.receive import sentences, stow
from core.receive.inbox import Inbox
from core.receive.listening import Listening
from core.receive.settings import ReceiveSettings

#: Of a connection between two requests; and for requests in progress, when listening ends.
_IDLE_SECONDS, _END_SECONDS = 5, 1


class StowReceiver(Listening):
    """Takes what is sent by STOW."""

    def __init__(self, settings: ReceiveSettings, inbox: Inbox) -> None:
        self._settings = settings
        self._inbox = inbox
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Under which `/studies` lies."""
        host, scheme = self._settings.stow_host, "https" if self._settings.tls else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self._settings.stow_port}"

    def start(self) -> None:
        """Raises PacsError where the port, the certificates or the token can't be used."""
        settings = self._settings
        site = settings.as_site()
        site.token()
        context = site.ssl_context(as_server=True)
        host, port = settings.stow_host, settings.stow_port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise PacsError(sentences.port_taken(host, port, error.strerror or error)) from error
        # It would log addresses, and what senders send wrongly.
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        config = uvicorn.Config(
            stow.stow_app(settings, self._inbox),
            http=_Impatient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # It counts the connection that asks, too.
            limit_concurrency=settings.most_associations + 1,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_END_SECONDS,
            ssl_context_factory=(lambda *_: context) if context else None,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="stow", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None


class _Impatient(ImpatientProtocol):
    """Hangs up on a sender that does not finish the head of its request in time; the body has its
    own limits (`stow`)."""

    @property
    def head_seconds(self) -> float:
        return pace.SILENT_SECONDS
