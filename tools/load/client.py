"""What a person does on a page of the app, and what they see there."""

from __future__ import annotations

import json
import time
import uuid

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tools.load.protocol import HTTP_SECONDS, PATIENCE_SECONDS, Page, PageError, Shown


class Client(Page):
    """One page of one browser, with hands and eyes."""

    # -- what a person does ---------------------------------------------------------------------

    def open_page(self) -> None:
        """The first run of the script."""
        self._rerun()

    def go_to(self, path: str) -> None:
        """Another page, by its path in the address bar; "" is the first."""
        self._page_hash = self._page_hashes[path]
        self._rerun()

    def press(self, label: str) -> None:
        """The first button whose label begins so."""
        shown = self._find("button", lambda e: e.button.label.startswith(label))
        if shown is None or shown.element.button.disabled:
            raise PageError(f"there is no button {label!r} to press")
        pressed = WidgetState(id=shown.element.button.id, trigger_value=True)
        self._rerun(shown.fragment, pressed)

    def upload(self, label: str, name: str, data: bytes) -> None:
        """Put one file into the box whose label begins so."""
        shown = self._find("file_uploader", lambda e: e.file_uploader.label.startswith(label))
        if shown is None:
            raise PageError(f"there is no box {label!r} to drop files in")
        asked = BackMsg()
        asked.file_urls_request.request_id = uuid.uuid4().hex
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session_id
        self._socket.send(asked.SerializeToString())
        urls = self._file_urls()
        self.put(urls.upload_url, name, data)
        state = FileUploaderState()
        file = state.uploaded_file_info.add()
        file.name, file.size, file.file_id = name, len(data), urls.file_id
        file.file_urls.CopyFrom(urls)
        value = WidgetState(id=shown.element.file_uploader.id, file_uploader_state_value=state)
        self._values[value.id] = value
        self._rerun(shown.fragment)

    def put(self, path: str, name: str, data: bytes) -> None:
        """Send a file's bytes to where the server wants them."""
        self.http.put(
            self.url + path,
            files={"file": (name, data, "application/zip")},
            headers={"X-Xsrftoken": self._forgery_token()},
            timeout=HTTP_SECONDS,
        ).raise_for_status()

    def rest_on_slice(self, index: int) -> None:
        """The viewer reports the slice that the hand came to rest on."""
        shown = self._viewer()
        data = json.loads(shown.element.bidi_component.json)
        jump = data.get("jump") or {}
        view = {"volume": data["volume"], "slice": index, "nonce": jump.get("nonce")}
        component = shown.element.bidi_component
        value = WidgetState(id=component.id, json_value=json.dumps({"view": view}))
        self._values[value.id] = value
        self._rerun(shown.fragment)

    # -- what a person sees ---------------------------------------------------------------------

    def viewer(self) -> dict:
        """What the viewer in the page was given."""
        return json.loads(self._viewer().element.bidi_component.json)

    def has_viewer(self) -> bool:
        return self._find("bidi_component", _is_viewer) is not None

    def has_button(self, label: str) -> bool:
        return self._find("button", lambda e: e.button.label.startswith(label)) is not None

    def texts(self) -> list[str]:
        """Every piece of HTML and every alert in the page."""
        held = [shown.element for shown in self.elements.values()]
        return [e.html.body for e in held if e.WhichOneof("type") == "html"] + self.alerts()

    def fetch(self, path: str) -> requests.Response:
        """What the page's browser would get from `path`."""
        return self.http.get(self.url + path, timeout=HTTP_SECONDS)

    # -- the parts of both ---------------------------------------------------------------------

    def _file_urls(self) -> FileURLs:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers:
            if time.monotonic() > deadline:
                raise PageError("the server names no place for an upload")
            self._step()
        answer = self._answers.pop().file_urls_response
        if answer.error_msg or not answer.file_urls:
            raise PageError(f"the server takes no upload: {answer.error_msg}")
        return answer.file_urls[0]

    def _viewer(self) -> Shown:
        shown = self._find("bidi_component", _is_viewer)
        if shown is None:
            raise PageError(f"there is no image in the page; alerts: {self.alerts()}")
        return shown


def _is_viewer(element: Element) -> bool:
    return element.bidi_component.component_name == "liverlens_viewer"
