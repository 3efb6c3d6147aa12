"""What one person does on the server, and what must not happen to them."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import requests
from websockets.exceptions import WebSocketException

from tools.load.cases import Case
from tools.load.client import Client
from tools.load.protocol import PageError

#: Bytes of the NIfTI header before the voxels of a volume.
HEADER_BYTES = 352
SLICES_LOOKED_AT = 5
#: Seconds a person takes before the next thing they do, at least and at most.
THINKS_SECONDS = (0.5, 2.0)
#: Other pages they look at, by path.
OTHER_PAGES = ("risk", "models")

WRONG = (PageError, AssertionError, requests.RequestException, WebSocketException, OSError)
T = TypeVar("T")


@dataclass
class Diary:
    """What happened to all visitors; written from several threads."""

    #: Action -> seconds of each time.
    actions: dict[str, list[float]] = field(default_factory=dict)
    #: From the click to the result, others' analyses before it included.
    analysis_seconds: list[float] = field(default_factory=list)
    rounds: int = 0
    errors: list[str] = field(default_factory=list)
    #: Another's series, or part of it, shown or sent.
    cross_talk: list[str] = field(default_factory=list)
    #: Requests for another's volume that were refused, as all must be.
    refused: int = 0
    #: What stood beside the button while an analysis waited.
    waiting_words: set[str] = field(default_factory=set)
    #: Analyses in the order in which they were asked for and in which they ended.
    asked: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    #: Visitor -> path of the volume in front of them.
    volumes: dict[int, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def did(self, action: str, seconds: float) -> None:
        with self.lock:
            self.actions.setdefault(action, []).append(seconds)


class Visitor:
    """Person `number`, with a series of their own."""

    def __init__(self, number: int, url: str, case: Case, diary: Diary) -> None:
        self._number = number
        self._url = url
        self._case = case
        self._diary = diary
        self._chance = random.Random(number)

    def stay(self, until: float, thinks: bool = True) -> None:
        """Round after round, at least one, and none begun after `until` (time.monotonic)."""
        rounds = 0
        while not rounds or time.monotonic() < until:
            try:
                self._round(closes=rounds % 2 == 0, thinks=thinks)
            except WRONG as error:
                with self._diary.lock:
                    self._diary.errors.append(f"{type(error).__name__}: {error}")
                time.sleep(1.0)
            rounds += 1

    def _round(self, closes: bool, thinks: bool) -> None:
        """From an empty page to the result; some close the series, some just leave."""
        with self._timed("open the app", lambda: Client(self._url)) as page:
            self._timed("first page", page.open_page)
            self._think(thinks)
            case = self._case
            self._timed(
                "upload, read and show the series",
                lambda: page.upload(case.name, case.archive),
            )
            self._look_at_volume(page)
            self._try_anothers(page)
            for _ in range(SLICES_LOOKED_AT):
                self._think(thinks)
                index = self._chance.randrange(case.n_slices)
                self._timed("rest on a slice", partial(page.rest_on_slice, index))
            self._analyse(page)
            for path in OTHER_PAGES:
                self._think(thinks)
                self._timed("another page", partial(page.go_to, path))
            self._timed("back to Review", lambda: page.go_to(""))
            self._is_mine(page)
            if closes:
                self._timed("close the series", lambda: page.press("Close"))
                if page.has_viewer():
                    raise PageError("the series was closed and is still shown")
        with self._diary.lock:
            self._diary.volumes.pop(self._number, None)
            self._diary.rounds += 1

    def _look_at_volume(self, page: Client) -> None:
        path = page.viewer()["volume"]
        answer = self._timed("fetch the volume", lambda: page.fetch(path))
        answer.raise_for_status()
        if hashlib.sha256(answer.content[HEADER_BYTES:]).hexdigest() != self._case.volume_sha256:
            self._mixed_up("other pixels than those uploaded")
        with self._diary.lock:
            self._diary.volumes[self._number] = path

    def _try_anothers(self, page: Client) -> None:
        """Ask for the volume of somebody else, with this browser's cookie."""
        with self._diary.lock:
            others = [p for n, p in self._diary.volumes.items() if n != self._number]
        if not others:
            return
        answer = page.fetch(self._chance.choice(others))
        if answer.status_code == 404:
            with self._diary.lock:
                self._diary.refused += 1
        else:
            self._mixed_up(f"another's volume was answered with status {answer.status_code}")

    def _analyse(self, page: Client) -> None:
        begun = time.perf_counter()
        me = f"{self._number}-{begun}"
        with self._diary.lock:
            self._diary.asked.append(me)
        self._timed("start the analysis", lambda: page.press("Run analysis"))

        def done() -> bool:
            words = [text for text in page.texts() if "ll-progress" in text]
            with self._diary.lock:
                self._diary.waiting_words.update(_plain(w) for w in words if "ait" in w)
            return page.has_button("Analysed")

        page.wait_until(done)
        with self._diary.lock:
            self._diary.ended.append(me)
            self._diary.analysis_seconds.append(time.perf_counter() - begun)
        self._is_mine(page)

    def _is_mine(self, page: Client) -> None:
        """The viewer has this visitor's series, and findings of as many slices."""
        shown = page.viewer()
        if shown["nSlices"] != self._case.n_slices:
            self._mixed_up(f"a series of {shown['nSlices']} slices, not {self._case.n_slices}")
        found = len((shown["findings"] or {}).get("slices", ()))
        if found != self._case.n_slices:
            self._mixed_up(f"findings of {found} slices, not {self._case.n_slices}")

    def _mixed_up(self, what: str) -> None:
        with self._diary.lock:
            self._diary.cross_talk.append(f"visitor {self._number}: {what}")

    def _timed(self, action: str, call: Callable[[], T]) -> T:
        begun = time.perf_counter()
        result = call()
        self._diary.did(action, time.perf_counter() - begun)
        return result

    def _think(self, thinks: bool) -> None:
        if thinks:
            time.sleep(self._chance.uniform(*THINKS_SECONDS))


def _plain(html: str) -> str:
    return html.split(">", 1)[-1].split("<", 1)[0].strip()
