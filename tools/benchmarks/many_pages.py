"""Worklist and Cohort at ten thousand records against the same pages at a hundred."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.worklist import Store
from core.worklist.location import STORE_VARIABLE
from dashboard.server import APP_SCRIPT
from tools.benchmarks.many_records import fill
from tools.benchmarks.ratio import race
from tools.benchmarks.row import Finding, Row

FEW, MANY = 100, 10_000
#: A page may take so many times as long.
MOST_TIMES = 1.5
PATIENCE_SECONDS = 120
CAVEAT = (
    "One rerun of the page's script on the server, without a browser; SQLite, three models, and "
    "Cohort with one of them."
)


def _measure(page: str) -> Finding:
    before = os.environ.get(STORE_VARIABLE)
    try:
        with tempfile.TemporaryDirectory() as kept:
            drawn = race({str(count): _page(page, Path(kept), count) for count in (FEW, MANY)})
    finally:
        if before is None:
            os.environ.pop(STORE_VARIABLE, None)
        else:
            os.environ[STORE_VARIABLE] = before
    few, many = (drawn.seconds[str(count)] for count in (FEW, MANY))
    times = drawn.ratios[str(MANY)]
    return Finding(
        measured=f"{times:.2f} times as long: {many:.2f} s at {MANY:,} records, {few:.2f} s at "
        f"{FEW}",
        met=times.median <= MOST_TIMES,
        figures={"times": times.median, "few_seconds": few.median, "many_seconds": many.median},
        note=CAVEAT,
    )


def _page(page: str, folder: Path, count: int) -> Callable[[], object]:
    """What draws the page again, with so many records."""
    file = folder / str(count) / "worklist.sqlite3"
    store = Store.open(file)
    fill(store, count)
    store.close()
    os.environ[STORE_VARIABLE] = str(file)
    app = AppTest.from_file(str(APP_SCRIPT), default_timeout=PATIENCE_SECONDS).run()
    app.switch_page(f"../pages/{page}.py")

    def draw() -> None:
        # The app looks there at every run, and keeps each store open.
        os.environ[STORE_VARIABLE] = str(file)
        app.run()
        if app.exception:
            raise RuntimeError(app.exception[0].value)

    return draw


ROWS = [
    Row(
        name=f"{page}-{MANY}",
        section="Growth",
        what=f"a rerun of the {title} page at {MANY:,} records",
        against=f"the same at {FEW} records",
        target=f"{MOST_TIMES:g} times as long",
        run=partial(_measure, page),
    )
    for page, title in (("worklist", "Worklist"), ("cohort", "Cohort"))
]
