"""What a person does on a page of the app, and what they see there."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping

import requests
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard.state.uploads import CONTENT_TYPE
from tools.load.protocol import HTTP_SECONDS, PATIENCE_SECONDS, Page, PageError, Shown

#: What the server answers while an upload has to wait for memory, and when to ask again.
ASK_AGAIN, ASK_SECONDS = 202, 2.0
#: Of a body, at a time.
PIECE_BYTES = 2**20


class RefusedError(PageError):
    """The server does not take these files; the message is its sentence."""


class Client(Page):
    """One page of one browser, with hands and eyes."""

    def __init__(
        self,
        url: str,
        cookies: Mapping[str, str] | None = None,
        session: str = "",
        query: str = "",
    ) -> None:
        super().__init__(url, cookies, session, query)
        #: What the server said while an upload had to wait.
        self.waited: list[str] = []

    # -- what a person does ---------------------------------------------------------------------

    def open_page(self) -> None:
        """The first run of the script."""
        self._rerun()

    def go_to(self, path: str) -> None:
        """Another page, by its path in the address bar; "" is the first."""
        self._page_hash = self.page_hashes[path]
        self._rerun()

    def press(self, label: str) -> None:
        """The first button whose label begins so."""
        shown = self._find("button", lambda e: e.button.label.startswith(label))
        if shown is None or shown.element.button.disabled:
            raise PageError(f"there is no button {label!r} to press")
        pressed = WidgetState(id=shown.element.button.id, trigger_value=True)
        self._rerun(shown.fragment, pressed)

    def turn_on(self, label: str) -> None:
        """The first switch whose label has `label` in it."""
        shown = self._find("checkbox", lambda e: label in e.checkbox.label.lower())
        if shown is None:
            raise PageError(f"there is no switch {label!r}")
        turned = WidgetState(id=shown.element.checkbox.id, bool_value=True)
        self.widget_values[turned.id] = turned
        self._rerun(shown.fragment)

    def upload(self, name: str, data: bytes) -> None:
        """Drop one file on the page."""
        shown = self._uploader()
        address = self.url + self.upload_path()
        self._ask_for_room(f"{address}?bytes={len(data)}")
        answer = self.http.post(
            address,
            data=_Body(name, data),
            headers={"Content-Type": CONTENT_TYPE, "Origin": self.url},
            timeout=PATIENCE_SECONDS,
        )
        if answer.status_code != 204:
            raise RefusedError(answer.text)
        # The page tells the server to look at what has arrived.
        said = WidgetState(
            id=shown.element.bidi_component.id, json_value=json.dumps({"arrived": uuid.uuid4().int})
        )
        self.widget_values[said.id] = said
        self._rerun(shown.fragment)

    def rest_on_slice(self, index: int) -> None:
        """The viewer reports the slice that the hand came to rest on."""
        shown = self._viewer()
        data = json.loads(shown.element.bidi_component.json)
        jump = data.get("jump") or {}
        view = {"volume": data["volume"], "slice": index, "nonce": jump.get("nonce")}
        component = shown.element.bidi_component
        value = WidgetState(id=component.id, json_value=json.dumps({"view": view}))
        self.widget_values[value.id] = value
        self._rerun(shown.fragment)

    # -- what a person sees ---------------------------------------------------------------------

    def viewer(self) -> dict:
        """What the viewer in the page was given."""
        return json.loads(self._viewer().element.bidi_component.json)

    def has_viewer(self) -> bool:
        return self._find("bidi_component", _is_viewer) is not None

    def paths(self) -> list[str]:
        """Those of all pages, in the order of the menu."""
        return list(self.page_hashes)

    def has_button(self, label: str) -> bool:
        return self._find("button", lambda e: e.button.label.startswith(label)) is not None

    def texts(self) -> list[str]:
        """Every piece of HTML and every alert in the page."""
        held = [shown.element for shown in self.elements.values()]
        return [e.html.body for e in held if e.WhichOneof("type") == "html"] + self.alerts()

    def fetch(self, path: str) -> requests.Response:
        """What the page's browser would get from `path`."""
        return self.http.get(self.url + path, timeout=HTTP_SECONDS)

    def _ask_for_room(self, address: str) -> None:
        """As the page does before it sends. Raises RefusedError."""
        while True:
            answer = self.http.get(address, timeout=HTTP_SECONDS)
            if answer.status_code == 204:
                return
            if answer.status_code != ASK_AGAIN:
                raise RefusedError(answer.text)
            self.waited.append(answer.text)
            time.sleep(ASK_SECONDS)

    def upload_path(self) -> str:
        """Where the page sends files."""
        return str(json.loads(self._uploader().element.bidi_component.json)[0]["url"])

    # -- the parts of both ---------------------------------------------------------------------

    def _uploader(self) -> Shown:
        shown = self._find("bidi_component", _is_uploader)
        if shown is None:
            raise PageError("this page takes no files")
        return shown

    def _viewer(self) -> Shown:
        shown = self._find("bidi_component", _is_viewer)
        if shown is None:
            raise PageError(f"there is no image in the page; alerts: {self.alerts()}")
        return shown


def upload_body(name: str, data: bytes) -> bytes:
    """One file as `dashboard.state.upload_body` takes it apart."""
    return b"".join(_Body(name, data))


def _is_viewer(element: Element) -> bool:
    return element.bidi_component.component_name == "liverlens_viewer"


def _is_uploader(element: Element) -> bool:
    return element.bidi_component.component_name == "liverlens_uploader"


class _Body:
    """The body of an upload with one file, sent in pieces: gigabytes are not copied whole."""

    def __init__(self, name: str, data: bytes) -> None:
        listed = json.dumps([[name, len(data)]]).encode()
        self._head = len(listed).to_bytes(4, "big") + listed
        self._data = data

    def __len__(self) -> int:
        return len(self._head) + len(self._data)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        for at in range(0, len(self._data), PIECE_BYTES):
            yield self._data[at : at + PIECE_BYTES]
