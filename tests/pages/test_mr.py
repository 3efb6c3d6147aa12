"""An MR series in the app: it is shown and measured, and no page speaks of what only CT has."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from core.measurements import Change, Measurement
from core.phantom import make_mr
from dashboard.components.exports import measurements_csv
from dashboard.services import models, worklist
from dashboard.state.jobs import JobService
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from tests.core.mr_case import MODEL, analysed, measured, mr
from tests.dashboard.tiny_case import CARD, finish, open_in, session_with
from tests.pages.conftest import html_of

#: Of CT alone. An in-phase image is one of MR.
OF_CT = re.compile(r"\bHU\b|Hounsfield|[Aa]ttenuation|portal|contrast|\bkV")
#: A model of MR, as `core train` leaves its card.
MR_CARD = replace(
    CARD,
    sha256=MODEL.weights_sha256,
    card={
        "modality": "MR",
        "summary": "Knows bands of signal and nothing else.",
        "preprocessing": MODEL.preprocessing.to_dict(),
        "metrics": {"groups": {"phase": None}},
    },
)


@pytest.fixture(scope="module")
def series():
    opposed, _ = make_mr("malignant", "dual-echo", plane="coronal", n_slices=8, size=64)
    tags = replace(opposed.series.tags, part="TE 2.3 ms, opposed phase", study_description="")
    return replace(opposed.series, tags=tags)


def mr_session(series) -> Session:
    session = Session()
    open_in(session, series)
    return session


def words_of(app) -> str:
    """Everything that the page says, in its own words and in those that it hands to the viewer."""
    said = [html_of(app)]
    for kind in ("markdown", "info", "caption", "button", "error", "warning"):
        said += [getattr(one, "value", "") or getattr(one, "label", "") for one in app.get(kind)]
    said += [button.label for button in app.button]
    said += [one.proto.json for one in app.get("bidi_component")]
    said += [one.proto.spec for one in app.get("plotly_chart")]
    said += [f"{one.value.columns.tolist()} {one.value.to_string()}" for one in app.dataframe]
    return re.sub(r"<style>.*?</style>", "", "\n".join(map(str, said)), flags=re.DOTALL)


def viewer_data(app) -> dict:
    return next(
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name == "liverlens_viewer"
    )


@pytest.mark.parametrize("page", ["review", "explain", "compare", "risk"])
def test_no_page_speaks_of_hu_or_contrast(open_app, series, page):
    said = words_of(open_app(page, mr_session(series)))
    assert OF_CT.findall(said) == []
    assert "No model for MR is shipped." in said


@pytest.fixture
def mr_model_only(monkeypatch):
    monkeypatch.setattr(models, "model_cards", lambda: {MR_CARD.name: MR_CARD})
    monkeypatch.setattr(models, "model", lambda _card: MODEL)


def analysed_session() -> Session:
    """Two coronal series of one patient, a year apart, both read by the model of MR."""
    session = Session(jobs=JobService())
    for more, day in enumerate(("20250101", "20260101")):
        series = mr("coronal", StudyDate=day, SeriesDescription="T1 dual echo")
        # The same images again would be the same series.
        series = replace(series, uid=f"1.2.{day}", volume=series.volume + np.int16(more))
        opened = open_in(session, series, Sample(day))
        analysis = analysed(opened.series)
        opened.keep(analysis)
        worklist.save(analysis)
        opened.measured.change(Change(measured()))
    return session


PAGES = ("review", "explain", "compare", "risk", "phases", "follow_up", "models", "worklist")


@pytest.mark.usefixtures("no_worker")
def test_no_page_of_an_analysed_series_speaks_of_what_ct_alone_has(open_app, store, mr_model_only):
    session = analysed_session()
    newest, _ = store.list()
    session.listing.picked = newest.id
    store.change_measured(newest.series_digest, Change(measured()))
    said = {}
    for page in PAGES:
        app = open_app(page, session)
        finish(session)
        said[page] = words_of(app.run())
        assert OF_CT.findall(said[page]) == [], page
    assert "How lesions" not in said["phases"] and "For CT" in said["phases"]
    assert session.card == MR_CARD
    assert "whether they are of one sequence is not checked" in said["follow_up"]
    # The record's panel, with its unit from the series and not from its lesions.
    assert "· MR ·" in said["worklist"] and "<td>slice 3</td><td>1,416 ± 12 · " in said["worklist"]
    assert "slice (1 is the most anterior)" in said["risk"]


def test_the_viewer_gets_the_plane_no_unit_and_windows_of_the_signal(open_app, series):
    data = viewer_data(open_app(session=mr_session(series)))
    assert (data["plane"], data["unit"]) == ("coronal", "")
    assert data["texts"][-1].startswith("TE 2.3 ms, opposed phase")
    assert [one["name"] for one in data["presets"]] == ["Body", "Middle", "Bright", "Dark"]
    body = data["presets"][0]
    low, high = body["level"] - body["width"] / 2, body["level"] + body["width"] / 2
    inside = series.volume[(series.volume > low) & (series.volume < high)]
    # Air is below, and next to nothing above.
    assert 0.2 < inside.size / series.volume.size < 0.9
    assert np.count_nonzero(series.volume > high) < 0.02 * series.volume.size


def test_nothing_can_be_run_and_the_models_come_back_with_a_ct(open_app, series):
    session = session_with()
    app = open_app(session=session)
    name = session.card.name
    (ct,) = (entry.key for entry in session.shelf)
    mr = open_in(session, series)
    session.select(mr.key)
    app.run()
    assert session.card is None
    assert [one.disabled for one in app.button if one.label == "Run analysis"] == [True]
    session.select(ct)
    app.run()
    assert session.card.name == name


def test_measurements_are_written_without_hu(series):
    opened = open_in(Session(), series)
    points = ((0.0, 0.0, 0.0), (9.0, 0.0, 9.0))
    region = Measurement("a", 1, "ellipse", "axial", points, 3, mean_hu=512.0, pixels=9)
    opened.measured.change(Change((region,)))
    measured = opened.measured
    text = measurements_csv(measured.all(), measured.unit, measured.plane)
    assert "mean_value" in text and ",coronal," in text and "hu" not in text.split("\n")[0]
