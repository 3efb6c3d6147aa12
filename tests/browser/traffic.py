"""What a page and its server tell each other: requests, runs of the script, what viewers report."""

from __future__ import annotations

import json
from collections.abc import Iterator

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Traffic:
    """Of one page from now on."""

    def __init__(self, page: Page) -> None:
        #: URLs that the page asked for.
        self.requests: list[str] = []
        #: How often it asked for a run of the script or of a fragment.
        self.reruns = 0
        #: How many of those have ended.
        self.ended = 0
        #: The views that viewers reported with those, in order.
        self.views: list[dict] = []
        #: How many runs had ended when the last view was reported.
        self._ended_before = 0
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", self._listen)

    def clear(self) -> None:
        self.requests.clear()
        self.reruns = 0

    def volumes(self) -> list[str]:
        """The requests for images."""
        return [url for url in self.requests if "/volumes/" in url]

    def took_in(self, slice_index: int) -> bool:
        """Whether that slice was the last one reported, and a run has ended since."""
        return (
            bool(self.views)
            and self.views[-1]["slice"] == slice_index
            and self.ended > self._ended_before
        )

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            return
        message = BackMsg.FromString(frame)
        if message.WhichOneof("type") != "rerun_script":
            return
        self.reruns += 1
        for view in _views(message):
            if not self.views or view != self.views[-1]:
                self.views.append(view)
                self._ended_before = self.ended

    def _received(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            self.ended += ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


def _views(message: BackMsg) -> Iterator[dict]:
    """What the viewers among the widgets say is in view."""
    for widget in message.rerun_script.widget_states.widgets:
        if widget.WhichOneof("value") == "json_value":
            value = json.loads(widget.json_value)
            if isinstance(value, dict) and isinstance(value.get("view"), dict):
                yield value["view"]
