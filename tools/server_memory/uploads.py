"""Large uploads at once: what becomes of each, how much memory they take, and whether the server
answers meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import requests

from dashboard.state.memory_limit import VARIABLE
from tools.load.client import Client, RefusedError
from tools.server import Server
from tools.server_memory.closing import GRACE_SECONDS

#: How often the health route is asked.
ASK_SECONDS = 0.1
HEALTH_SECONDS = 30.0


@dataclass
class AtOnce:
    """What happened; memory is resident memory of the server, MB."""

    uploads: int
    megabytes: float
    limit: str
    started_mb: float = 0.0
    peak_mb: float = 0.0
    #: While the series that were opened are open, and when their pages have gone.
    open_mb: float = 0.0
    after_mb: float = 0.0
    #: "opened", or the sentence that refused it.
    outcomes: list[str] = field(default_factory=list)
    #: From the drop to the image or the refusal, s.
    seconds: list[float] = field(default_factory=list)
    #: Uploads that had to wait for memory, and what they were told.
    waited: int = 0
    waiting_words: list[str] = field(default_factory=list)
    health_asked: int = 0
    #: The longest answer of the health route, and any that failed.
    health_longest_s: float = 0.0
    health_failed: int = 0

    @property
    def opened(self) -> int:
        return self.outcomes.count("opened")

    def as_data(self) -> dict:
        return {**asdict(self), "opened": self.opened}


def limited(limit: str) -> dict[str, str]:
    """The environment of a server with that limit; "" for the default."""
    return {VARIABLE: limit} if limit else {}


def upload_at_once(
    server: Server,
    uploads: int,
    packed: bytes,
    limit: str,
    *,
    grace_seconds: float = GRACE_SECONDS,
    say: Callable[[str], object] = print,
) -> AtOnce:
    """Let so many people drop that series in the same moment; all leave when all have an answer.

    `limit` is what the server was told, for the record.
    """
    result = AtOnce(uploads, round(len(packed) / 1e6, 1), limit, server.resident_bytes() / 1e6)
    pages = [Client(server.url) for _ in range(uploads)]
    for page in pages:
        page.open_page()
    together, lock = threading.Barrier(uploads), threading.Lock()

    def drop(page: Client) -> None:
        together.wait()
        begun = time.perf_counter()
        outcome = _outcome(page, packed)
        with lock:
            result.outcomes.append(outcome)
            result.seconds.append(round(time.perf_counter() - begun, 1))
        say(outcome)

    threads = [threading.Thread(target=drop, args=(page,), daemon=True) for page in pages]
    with _Health(server.url) as health:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    result.health_asked, result.health_failed = len(health.seconds), health.failed
    result.health_longest_s = round(max(health.seconds, default=0.0), 3)
    result.peak_mb = round(server.peak_bytes() / 1e6, 1)
    result.open_mb = round(server.resident_bytes() / 1e6, 1)
    result.waited = sum(bool(page.waited) for page in pages)
    result.waiting_words = sorted({words for page in pages for words in page.waited})[:3]
    for page in pages:
        page.close()
    time.sleep(grace_seconds)
    result.after_mb = round(server.resident_bytes() / 1e6, 1)
    return result


def _outcome(page: Client, packed: bytes) -> str:
    """ "opened", or the sentence that says why not."""
    try:
        page.upload("series.zip", packed)
        page.wait_until(lambda: page.has_viewer() or bool(page.alerts()))
    except RefusedError as error:
        return str(error)
    return "opened" if page.has_viewer() else " ".join(page.alerts())


class _Health:
    """Asks the health route again and again while its block runs."""

    def __init__(self, url: str) -> None:
        self.seconds: list[float] = []
        self.failed = 0
        self._url = f"{url}/_stcore/health"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> _Health:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(ASK_SECONDS):
            begun = time.perf_counter()
            try:
                answer = requests.get(self._url, timeout=HEALTH_SECONDS)
                self.failed += answer.status_code != 200
            except requests.RequestException:
                self.failed += 1
            self.seconds.append(time.perf_counter() - begun)
