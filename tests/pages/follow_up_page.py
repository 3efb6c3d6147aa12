"""Two visits of one patient on the Follow-up page."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from dashboard.state.jobs import JobService
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series
from tests.dashboard.tiny_case import open_in, tiny_analysis
from tests.pages.conftest import components_of

ANNA = {"patient_name": "Muster^Anna", "patient_id": "77"}


def series(day: str, rows: slice, *, shift_mm: float = 0.0, **tags):
    """Six slices of liver with a malignant block on slices 3 and 4: 12 columns of 1.5 mm, and so
    many rows of 1.5 mm; the patient lies elsewhere on the table."""
    volume = block_volume(6)
    volume[3:5, rows, 20:32] = MALIGNANT_HU
    made = hu_series(
        volume,
        positions_mm=np.arange(6) * 5.0 + shift_mm,
        **{**ANNA, "study_date": day, "series_description": f"Scan of {day}", **tags},
    )
    return replace(made, uid=f"1.2.{day}")


def session_of(*all_series, analysed: bool = True) -> Session:
    """A session that holds those series, the last one in view."""
    session = Session(jobs=JobService())
    for one in all_series:
        opened = open_in(session, one, Sample(one.uid))
        if analysed:
            opened.keep(tiny_analysis(one))
    return session


def two_visits_of_anna():
    """The block grows from 12 x 12 to 12 x 20 pixels; the patient lies 300 mm higher."""
    return series("20250101", slice(20, 32)), series("20250701", slice(18, 38), shift_mm=300.0)


#: The titles of the viewers of `two_visits_of_anna`.
BEFORE = ["Earlier · 2025-01-01", "Later · 2025-07-01"]


def choose_open(app):
    """Compare the open series, whatever the worklist holds."""
    return next(b for b in app.selectbox if b.label == "Patient").set_value("open").run()


def panes_of(app) -> list[dict]:
    """What the two viewers are told."""
    (viewers,) = components_of(app)
    return json.loads(viewers.proto.json)["panes"]
