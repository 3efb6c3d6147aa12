"""uvicorn's websockets, but they hang up on those who don't finish a message in time, or whose
message is too large.

uvicorn itself keeps what came of a message for ever, and Streamlit lets it take 200 MB.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

#: Of a message, unpacked: the size of the largest one that Streamlit takes from a page.
MOST_MESSAGE_BYTES = 25_000_000
#: From the first byte of a message to its last, however many frames it has.
MESSAGE_SECONDS = 60.0

_log = logging.getLogger(__name__)


class ImpatientWebSocket(WebSocketsSansIOProtocol):
    """One connection."""

    _patience: asyncio.TimerHandle | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # For all frames of a message together. The limit of the configuration is Streamlit's for
        # what it sends, too.
        self.conn.max_message_size = MOST_MESSAGE_BYTES

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Frames of a message, or bytes of a frame, whose end has not come.
        if not (self.frames or self.conn.reader.buffer):
            self._is_whole()
        elif self._patience is None:
            self._await_end()

    def send_receive_event_to_app(self) -> None:
        # Its last byte is here; what has come of the next message has its own time.
        self._is_whole()
        super().send_receive_event_to_app()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_whole()
        self.frames = []
        super().connection_lost(exc)

    def _await_end(self) -> None:
        self._patience = self.loop.call_later(MESSAGE_SECONDS, self._give_up)

    def _is_whole(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        if self.read_paused:
            # The application has not taken the message before: the rest can't come.
            self._await_end()
            return
        _log.warning("A websocket began a message and did not end it: closed.")
        self.transport.abort()
