"""What a websocket may bring: messages of Streamlit's page, and nothing else.

Streamlit writes a traceback to the log for bytes that it can't read, and for text.
"""

from __future__ import annotations

import logging

from starlette.types import Message, Receive, Send

from dashboard.streamlit_internals import is_message_of_the_page, most_message_bytes

#: RFC 6455, 7.4.1.
PROTOCOL_ERROR, NOT_BYTES, TOO_LARGE = 1002, 1003, 1009

_log = logging.getLogger(__name__)


class MessagesOnly:
    """One websocket: anything but a message closes it, with one line in the log that holds nothing
    of what came. For the application it looks as if the browser had gone."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._is_closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        code = _refusal(message.get("bytes"))
        if code is None:
            return message
        self._is_closed = True
        _log.warning("A websocket brought what no page of the app sends (%d): closed.", code)
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def send(self, message: Message) -> None:
        """What the application still has to say to a websocket that was closed is dropped."""
        if not self._is_closed:
            await self._send(message)


def _refusal(frame: bytes | None) -> int | None:
    """The code to close with, None for a message."""
    if frame is None:
        return NOT_BYTES
    if len(frame) > most_message_bytes():
        return TOO_LARGE
    return None if is_message_of_the_page(frame) else PROTOCOL_ERROR
