"""uvicorn's HTTP, but it hangs up on those who don't finish the head of a request in time.

uvicorn itself waits for ever. Bodies have limits of their own, where they are read.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Of a head: from its first byte, or from the beginning of the connection.
HEAD_SECONDS = 60.0


class ImpatientProtocol(H11Protocol):
    """One connection."""

    _patience: asyncio.TimerHandle | None = None

    @property
    def head_seconds(self) -> float:
        """How long a head may take."""
        return HEAD_SECONDS

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._head_is_here()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on another protocol reads; it waits for ever where it can't take the head."""
        self._head_is_here()
        super().handle_websocket_upgrade(event)
        self.loop.call_later(self.head_seconds, _hang_up_unless_open, self.transport)

    def on_response_complete(self) -> None:
        self._await_head()
        super().on_response_complete()

    def _await_head(self) -> None:
        self._head_is_here()
        self._patience = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _head_is_here(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def _hang_up_unless_open(transport: asyncio.Transport) -> None:
    if not getattr(transport.get_protocol(), "handshake_complete", True):
        transport.abort()
