"""A browser's part of Streamlit's protocol, without a browser.

Twenty pages of a real Chromium on two cores would measure Chromium. This one does to the server
what such a page does: it gets the cookies, holds the websocket, sends every widget's value with
each rerun and repeats the reruns that the page asks for. It draws nothing.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import requests
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

#: Nothing on a page may take longer, however many wait.
PATIENCE_SECONDS = 300.0
HTTP_SECONDS = 60.0


class PageError(RuntimeError):
    """The page shows an exception, or does not come to what was waited for."""


@dataclass(frozen=True)
class Shown:
    """One element of the page, and the run of the script that put it there."""

    element: Element
    fragment: str
    run: int


class Page:
    """One page of one browser: a cookie jar, a websocket, and the elements it was sent."""

    def __init__(
        self,
        url: str,
        cookies: Mapping[str, str] | None = None,
        session: str = "",
        query: str = "",
    ) -> None:
        """`cookies` of the browser, `session` to go on with, `query` of the page's address."""
        self.url = url
        self.http = requests.Session()
        self.http.cookies.update(cookies or {})
        self._query = query
        self.elements: dict[tuple[int, ...], Shown] = {}
        #: Containers with what stands on them: expanders, tabs, dialogs.
        self.blocks: dict[tuple[int, ...], Block] = {}
        self.session_id = ""
        self._page_hash = ""
        self.page_hashes: dict[str, str] = {}
        self.widget_values: dict[str, WidgetState] = {}
        self._run = 0
        self._run_fragments: frozenset[str] = frozenset()
        #: Fragment -> (seconds between its reruns, when the next is due).
        self._repeats: dict[str, tuple[float, float]] = {}
        self._running = False
        #: Whether a run was asked for that has not begun: what ends meanwhile is an earlier one.
        self._asked = False
        # As Streamlit's page does first: both set a cookie.
        for path in ("health", "host-config"):
            self.http.get(f"{url}/_stcore/{path}", timeout=HTTP_SECONDS).raise_for_status()
        self._open = contextlib.ExitStack()
        protocols = ["streamlit", self._forgery_token(), *([session] if session else [])]
        connection = connect(
            f"ws://{urlsplit(url).netloc}/_stcore/stream",
            origin=Origin(url),
            subprotocols=[Subprotocol(one) for one in protocols],
            additional_headers={"Cookie": self._cookies()},
            max_size=None,
            open_timeout=HTTP_SECONDS,
        )
        self._socket = self._open.enter_context(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()
        self.http.close()

    def cookie(self, name: str) -> str:
        """What this browser holds under that name. Raises KeyError where it holds nothing."""
        value = self.http.cookies[name]
        assert value is not None
        return value

    def cut(self) -> None:
        """The connection is lost without a goodbye."""
        self._socket.socket.shutdown(socket.SHUT_RDWR)
        self.close()

    def wait_until(self, condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Until `condition()` holds at the end of a run; fragments that repeat are rerun."""
        deadline = time.monotonic() + seconds
        while self._running or not condition():
            if time.monotonic() > deadline:
                raise PageError(f"waited {seconds:.0f} s in vain; alerts: {self.alerts()}")
            self._step()

    def drawn(self) -> list[Message]:
        """All elements, and all blocks of this run and those before it."""
        return [*(shown.element for shown in self.elements.values()), *self.blocks.values()]

    def alerts(self) -> list[str]:
        held = [shown.element for shown in self.elements.values()]
        return [e.alert.body for e in held if e.WhichOneof("type") == "alert"]

    def _rerun(self, fragment: str = "", pressed: WidgetState | None = None) -> None:
        """Ask for a run and wait until it, and those it asked for, have ended."""
        self._ask(fragment, pressed)
        self.wait_until(lambda: True)

    def _ask(self, fragment: str, pressed: WidgetState | None = None, again: bool = False) -> None:
        asked = BackMsg()
        state = asked.rerun_script
        state.widget_states.widgets.extend(self.widget_values.values())
        if pressed is not None:
            state.widget_states.widgets.append(pressed)
        state.page_script_hash = self._page_hash
        state.fragment_id = fragment
        state.query_string = self._query
        state.is_auto_rerun = again
        self._socket.send(asked.SerializeToString())
        self._running = self._asked = True

    def _step(self) -> None:
        """Take one message, or rerun what is due."""
        now = time.monotonic()
        due = [(at, name) for name, (_, at) in self._repeats.items()]
        if due and not self._running and min(due)[0] <= now:
            _, name = min(due)
            interval, _ = self._repeats[name]
            self._repeats[name] = (interval, now + interval)
            self._ask(name, again=True)
            return
        timeout = 5.0 if self._running or not due else max(min(due)[0] - now, 0.001)
        try:
            data = self._socket.recv(timeout=timeout)
        except TimeoutError:
            return
        message = ForwardMsg()
        message.ParseFromString(data)
        self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "delta":
            self._place(tuple(message.metadata.delta_path), message.delta)
        elif kind == "navigation":
            self.page_hashes = {
                page.url_pathname if not page.is_default else "": page.page_script_hash
                for page in message.navigation.app_pages
            }
            self._page_hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            name = message.auto_rerun.fragment_id
            self._repeats[name] = (interval, time.monotonic() + interval)
        elif kind == "stop_auto_rerun":
            for name in message.stop_auto_rerun.fragment_ids:
                self._repeats.pop(name, None)
        elif kind == "script_finished":
            self._end(message)

    def _begin(self, message: ForwardMsg) -> None:
        self._run += 1
        self._running, self._asked = True, False
        self.session_id = message.new_session.initialize.session_id
        self._run_fragments = frozenset(message.metadata.run.fragment_ids)
        if not self._run_fragments:
            self._repeats.clear()

    def _place(self, path: tuple[int, ...], delta: Delta) -> None:
        if delta.WhichOneof("type") == "add_block":
            self.blocks[path] = delta.add_block
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise PageError(f"the page shows an exception: {element.exception.message}")
        self.elements[path] = Shown(element, delta.fragment_id, self._run)

    def _end(self, message: ForwardMsg) -> None:
        status = message.script_finished
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise PageError("the script of the page does not compile")
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        if self._asked:
            return
        self._running = False
        self.elements = {
            path: shown
            for path, shown in self.elements.items()
            if shown.run == self._run
            or (self._run_fragments and shown.fragment not in self._run_fragments)
        }
        # A page forgets the values of widgets that are no longer on it.
        there = {_widget_id(shown.element) for shown in self.elements.values()}
        self.widget_values = {
            name: value for name, value in self.widget_values.items() if name in there
        }

    def _find(self, kind: str, matches: Callable[[Element], bool] = lambda _: True) -> Shown | None:
        for _, shown in sorted(self.elements.items()):
            if shown.element.WhichOneof("type") == kind and matches(shown.element):
                return shown
        return None

    def _forgery_token(self) -> str:
        return self.http.cookies.get("_streamlit_xsrf") or ""

    def _cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)


def _widget_id(element: Element) -> str:
    """ "" for what is no widget."""
    return getattr(getattr(element, element.WhichOneof("type") or "", None), "id", "")
