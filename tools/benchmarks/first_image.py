"""From dropping a folder to the first image, and from starting the app to a page one can use."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tools.benchmarks.browser import CAVEAT, chromium, new_page, open_folder, wait_for_image
from tools.benchmarks.ratio import Spread
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import base_folder
from tools.server import Server

ROUNDS = 5
FIRST_IMAGE_SECONDS, START_SECONDS = 1.0, 5.0

_WATCH = "performance.setResourceTimingBufferSize(2000);"
_FETCHED = """() => {
  window.drawn ??= performance.now();
  return performance.getEntriesByType("resource").some((one) => one.name.includes("/volumes/"));
}"""
_PARTS = """() => {
  const all = performance.getEntriesByType("resource");
  const uploads = all.filter((one) => one.name.includes("/uploads/"));
  const volume = all.find((one) => one.name.includes("/volumes/"));
  const t = window.dropped;
  return {
    total: window.drawn - t,
    uploaded: Math.max(...uploads.map((one) => one.responseEnd)) - t,
    asked: volume.startTime - t,
    fetched: volume.responseEnd - t,
  };
}"""


def _first_image() -> Finding:
    taken = []
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
    ):
        for number in range(ROUNDS + 1):
            with new_page(browser) as page:
                page.add_init_script(_WATCH)
                open_folder(page, server.url, base_folder())
                wait_for_image(page)
                # The slice in view comes first: it is drawn while the others come in.
                page.wait_for_function(_FETCHED)
                if number:  # the first one warms up
                    taken.append(page.evaluate(_PARTS))
    ms = {key: Spread.of([one[key] for one in taken]).median for key in taken[0]}
    found = Spread.of([one["total"] / 1000 for one in taken])
    return Finding(
        measured=f"{found:.2f} s: uploaded after {ms['uploaded'] / 1000:.2f} s, read by the server "
        f"and asked for by the viewer after {ms['asked'] / 1000:.2f} s; the other slices are there "
        f"after {ms['fetched'] / 1000:.2f} s",
        met=found.median <= FIRST_IMAGE_SECONDS,
        floor="53 MB to the server in one request and 52 MB back, each copied by the browser's "
        "and the server's processes",
        figures={"seconds": found.median, **{f"{key}_ms": value for key, value in ms.items()}},
        note=CAVEAT,
    )


def _start() -> Finding:
    taken, answered = [], []
    with chromium() as browser:
        for number in range(ROUNDS - 1):
            with tempfile.TemporaryDirectory() as folder, new_page(browser) as page:
                begun = time.perf_counter()
                with Server(Path(folder)) as server:
                    up = time.perf_counter() - begun
                    page.goto(server.url)
                    page.get_by_text("Open a CT of the liver").wait_for()
                    page.get_by_role("button", name="Malignant", exact=True).first.wait_for()
                    if number:
                        taken.append(time.perf_counter() - begun)
                        answered.append(up)
    found = Spread.of(taken)
    return Finding(
        measured=f"{found:.2f} s; the server answers after {Spread.of(answered).median:.2f} s",
        met=found.median <= START_SECONDS,
        floor="Python starts and imports Streamlit, and Chromium reads Streamlit's scripts; "
        "PyTorch and pydicom are imported behind it",
        figures={"seconds": found.median, "answers_seconds": Spread.of(answered).median},
        note="From starting the process to the samples' buttons in the page, the browser open.",
    )


ROWS = [
    Row(
        name="first-image",
        section="In the browser",
        what="drop of a folder of 100 slices to the first image, localhost",
        against="",
        target=f"{FIRST_IMAGE_SECONDS:g} s",
        run=_first_image,
    ),
    Row(
        name="start",
        section="In the browser",
        what="start of the app to a usable page",
        against="",
        target=f"{START_SECONDS:g} s warm",
        run=_start,
    ),
]
