"""Series that are opened, shown on every page and closed: what of the memory comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from tools.load.client import Client
from tools.server import Server

Way = Literal["cross", "tab", "cut"]
#: How a series is closed -> in words.
WAYS: dict[Way, str] = {
    "cross": "by the cross in the list",
    "tab": "with the tab",
    "cut": "by a connection that is cut, and a session that times out",
}
#: A session that has gone is let go within 180 + 30 s (`dashboard.security.sessions`).
GRACE_SECONDS = 225.0
#: Every 30 s, what closed series have left is returned to the system (`dashboard.server`).
SETTLE_SECONDS = 45.0


@dataclass
class Closed:
    """Resident memory of the server, MB."""

    way: Way
    series: int
    megabytes: float
    started_mb: float = 0.0
    #: After series 1, 2, ... was closed; those of a tab are let go later, and so only the first and
    #: the last are read.
    readings_mb: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    @property
    def growth(self) -> float:
        """Of the last against the first."""
        return self.readings_mb[-1] / self.readings_mb[0] - 1

    def as_data(self) -> dict:
        return {**asdict(self), "growth": round(self.growth, 4)}


def close_again_and_again(
    server: Server,
    way: Way,
    series: int,
    packed: bytes,
    *,
    analyse: bool = True,
    grace_seconds: float = GRACE_SECONDS,
    settle_seconds: float = SETTLE_SECONDS,
    say: Callable[[str], object] = print,
) -> Closed:
    """Open and close that series so many times.

    `grace_seconds`: how long after a page has gone the memory is read; `settle_seconds`: after a
    cross.
    """
    result = Closed(way, series, round(len(packed) / 1e6, 1), _mb(server.resident_bytes()))
    page = Client(server.url)
    page.open_page()
    for number in range(1, series + 1):
        if way != "cross" and number > 1:
            page = Client(server.url)
            page.open_page()
        _on_every_page(page, packed, analyse=analyse)
        is_read = way == "cross" or number in (1, series)
        if way == "cross":
            _by_the_cross(page)
        elif way == "tab":
            page.close()
        else:
            page.cut()
        if is_read:
            time.sleep(settle_seconds if way == "cross" else grace_seconds)
            result.readings_mb.append(_mb(server.resident_bytes()))
            say(f"{way}: {result.readings_mb[-1]:.0f} MB after series {number}")
    if way == "cross":
        page.close()
    result.peak_mb = _mb(server.peak_bytes())
    return result


def _on_every_page(page: Client, packed: bytes, *, analyse: bool) -> None:
    page.upload("series.zip", packed)
    page.fetch(page.viewer()["volume"]).raise_for_status()
    if analyse:
        page.press("Run analysis")
        page.wait_until(lambda: page.has_button("Analysed"))
    for path in (*page.paths(), ""):
        page.go_to(path)


def _by_the_cross(page: Client) -> None:
    page.press("Close")
    page.wait_until(lambda: not page.has_viewer())


def _mb(nbytes: int) -> float:
    return round(nbytes / 1e6, 1)
