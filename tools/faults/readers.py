"""Readers who correct outlines while servers come and go, each in a browser that stays open."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator

import requests
from websockets.exceptions import WebSocketException

from dashboard.security.browser import COOKIE
from tools.faults.ledger import Ledger
from tools.load.cases import SIZE, Case
from tools.load.client import Client
from tools.load.protocol import PageError

#: What an edit's note begins with; its number follows.
NOTE = "edit "
_PAGES = ("worklist", "readers")
_EDITS = (5, 40)
_PAUSE_SECONDS = 0.4
_HTTP_SECONDS = 60.0
_SAME = {"Sec-Fetch-Site": "same-origin"}
_VOXELS = SIZE * SIZE


class Reader(threading.Thread):
    """Opens the case again and again, on one server or another, and edits until `over`."""

    def __init__(
        self, case: Case, urls: Callable[[], list[str]], ledger: Ledger, luck: random.Random
    ) -> None:
        """`urls` says which servers there are now."""
        super().__init__(daemon=True, name="reader")
        self.over = threading.Event()
        self._case, self._urls, self._ledger, self._luck = case, urls, ledger, luck
        self._cookies: dict[str, str] = {}

    def run(self) -> None:
        while not self.over.is_set():
            urls = self._urls()
            if not urls:
                self.over.wait(0.5)
                continue
            try:
                with Client(self._luck.choice(urls), self._cookies) as page:
                    self._cookies = {COOKIE: page.cookie(COOKIE)}
                    self._visit(page)
            except PageError as error:
                # A page that came to nothing because its server went is none of its faults.
                if "exception" in str(error):
                    self._ledger.fault(str(error))
            except (OSError, requests.RequestException, WebSocketException):
                # The server was killed.
                self.over.wait(0.5)
            except Exception as error:  # noqa: BLE001  a reader who is gone would find no fault
                self._ledger.fault(f"reader: {type(error).__name__}: {error}")
                self.over.wait(5.0)

    def _visit(self, page: Client) -> None:
        page.open_page()
        page.upload(self._case.name, self._case.archive)
        address = next(_addresses(page.viewer()))
        for _ in range(self._luck.randint(*_EDITS)):
            if self.over.wait(_PAUSE_SECONDS):
                return
            self._edit(page, address)
        for path in _PAGES:
            page.go_to(path)
            for said in page.alerts():
                self._ledger.count("said", said)

    def _edit(self, page: Client, address: str) -> None:
        url = page.url + address
        number = self._ledger.next_edit()
        body = _change(number, self._case.n_slices)
        known = page.http.get(f"{url}?newest=1&known=-1", timeout=_HTTP_SECONDS)
        if not self._is_expected(known):
            return
        answer = page.http.post(
            url,
            data=json.dumps({"base": known.json()["revision"], **body}),
            headers={**_SAME, "Content-Type": "application/json", "Origin": page.url},
            timeout=_HTTP_SECONDS,
        )
        if not self._is_expected(answer):
            return
        said = answer.json()
        if said["is_kept"]:
            self._ledger.edited(number, page.url)
        else:
            self._ledger.count("said", said["kept"])

    def _is_expected(self, answer: requests.Response) -> bool:
        """Whether it is good; a conflict is a sentence, anything else a fault."""
        if answer.status_code == 409:
            self._ledger.count("said", answer.text)
        elif not answer.ok:
            self._ledger.fault(f"{answer.request.method} {answer.status_code}: {answer.text[:200]}")
        return answer.ok


def _change(number: int, n_slices: int) -> dict:
    """One voxel of one finding, at a place that tells the number, as does the finding's note."""
    place = 1 + number % (_VOXELS - 2)
    return {
        "slices": {str(number % n_slices): [0, place, 2, 1, 0, _VOXELS - place - 1]},
        "findings": [{"number": 1, "kind": "cyst", "note": f"{NOTE}{number}"}],
        "slice_labels": {},
    }


def _addresses(value: object) -> Iterator[str]:
    """Where outlines are sent, in what the viewer was given."""
    if isinstance(value, str) and value.startswith("/annotations/"):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _addresses(one)
