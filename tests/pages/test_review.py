import json

import pytest

from core.dicom import Exclusion
from core.errors import InputError
from dashboard.state import loading
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.opening import Opening
from dashboard.state.origin import Sample
from dashboard.state.server_memory import ServerMemory
from dashboard.state.session import Session
from tests.core.annotation_files.made import ct_files
from tests.core.other_systems.made import planar, report
from tests.dashboard.corrected_case import AFTER_ML, halve
from tests.dashboard.tiny_case import (
    NoProgress,
    discovery_of,
    open_in,
    other_series,
    session_with,
    tiny_series,
)
from tests.pages.conftest import html_of


def viewer_is_shown(app) -> bool:
    return any(e.proto.component_name == "liverlens_viewer" for e in app.get("bidi_component"))


def test_before_anything_is_open_it_says_what_to_do(open_app):
    app = open_app()
    assert "Open a CT of the liver" in html_of(app)
    assert {"Normal", "Benign", "Malignant"} <= {button.label for button in app.button}
    assert not viewer_is_shown(app)


def test_the_viewer_shows_the_series_in_view(open_app):
    assert viewer_is_shown(open_app(session=session_with()))


def viewer_data(app) -> dict:
    (viewer,) = (
        e for e in app.get("bidi_component") if e.proto.component_name == "liverlens_viewer"
    )
    return json.loads(viewer.proto.json)


def test_the_viewer_can_edit_and_its_findings_follow_the_reader(open_app):
    session = session_with(analysed=True)
    app = open_app(session=session)
    data = viewer_data(app)
    assert data["annotation"]["url"] == f"/annotations/{session.opened.edited.token}"
    # A pixel of 1.5 x 1.5 mm on slices of 5 mm.
    assert data["annotation"]["voxelMl"] == pytest.approx([0.01125] * 6)
    assert (data["annotation"]["corrected"], data["findings"]["correction"]) == (False, "")
    outlines = data["mask"]
    halve(session.opened)
    app.run()
    data = viewer_data(app)
    assert (data["annotation"]["corrected"], data["mask"]) == (True, outlines)
    assert "corrected by a reader" in data["findings"]["correction"]
    assert data["findings"]["lesions"][0]["volume_ml"] == pytest.approx(AFTER_ML, abs=0.01)


def test_a_series_without_an_analysis_can_be_outlined(open_app):
    session = session_with()
    data = viewer_data(open_app(session=session))
    assert (data["mask"], data["annotation"]["corrected"]) == (None, False)
    assert not session.opened.edited.now()[1].voxels.any()


def test_opening_reads_the_series_once_and_lists_what_was_set_aside(open_app, monkeypatch):
    series = tiny_series(series_description="Portal venous")
    found = discovery_of(series, exclusions=(Exclusion("SCOUT", "localizer", 2),))
    calls = []

    def discover(sources, progress, limits):
        progress(1, 1)
        calls.append("discover")
        return found

    def read_series(_candidate, progress):
        progress(6, 6)
        calls.append("read")
        return series

    monkeypatch.setattr("core.dicom.discover", discover)
    monkeypatch.setattr("core.dicom.read_series", read_series)
    session = Session(pending=Opening(("anything",), Sample("tiny")))
    app = open_app(session=session)
    app.run()
    assert calls == ["discover", "read"]
    assert viewer_is_shown(app)
    drawn = html_of(app)
    assert "Portal venous" in drawn
    assert "6 × 5 mm" in drawn
    assert "SCOUT and 1 more" in drawn
    assert "set aside: localizer" in drawn


def test_what_cannot_be_opened_is_one_sentence_and_the_rest_stays(open_app, monkeypatch):
    def refuse(_sources, progress, limits):
        raise InputError("notes.txt: not DICOM: choose CT files.")

    monkeypatch.setattr("core.dicom.discover", refuse)
    session = session_with()
    session.pending = Opening(("notes.txt",))
    app = open_app(session=session)
    assert [e.value for e in app.error] == ["notes.txt: not DICOM: choose CT files."]
    assert viewer_is_shown(app)


def test_a_series_that_cannot_be_read_says_why(open_app, monkeypatch):
    def refuse(_candidate, progress):
        raise InputError("None of the 6 slices can be read: truncated (1.dcm).")

    monkeypatch.setattr("core.dicom.read_series", refuse)
    session = Session()
    session.list_found(discovery_of(tiny_series()), Sample("tiny"))
    app = open_app(session=session)
    assert "None of the 6 slices can be read" in app.error[0].value
    assert not viewer_is_shown(app)


def test_a_click_on_a_card_brings_its_series_into_view(open_app):
    session = session_with(tiny_series(series_description="First"))
    open_in(session, other_series(series_description="Second"))
    app = open_app(session=session)
    assert session.opened.tags.series_description == "Second"
    app.button(key="pick-s1").click().run()
    assert session.opened.tags.series_description == "First"


def with_a_report() -> Session:
    """A CT with a report of another system beside it."""
    session = Session(pending=Opening((*ct_files(), report(planar()))))
    assert loading.open_pending(session, NoProgress())
    return session


def test_what_another_system_measured_stands_beside_the_images(open_app):
    session = with_a_report()
    app = open_app(session=session)
    others = viewer_data(app)["others"]
    assert [source["title"] for source in others["sources"]] == ["Lesions by Ruler"]
    assert len(others["shapes"]) == 1
    app.button(key="unbring-report-0-s1").click().run()
    assert viewer_data(app)["others"] is None
    assert session.opened.brought.reports == ()


def test_a_blind_reader_sees_nothing_of_other_systems(open_app, monkeypatch):
    session = with_a_report()
    monkeypatch.setattr(type(session.opened), "hides_model", True)
    assert viewer_data(open_app(session=session))["others"] is None


def test_a_series_that_found_no_memory_can_be_tried_again(open_app, monkeypatch):
    memory = ServerMemory(PROGRAM_BYTES, lambda: None, lambda: None)
    monkeypatch.setattr(loading, "MEMORY", memory)
    session = Session(pending=Opening(tuple(ct_files())))
    app = open_app(session=session)
    assert "this server may use 1.0 GB" in app.warning[0].value
    assert not viewer_is_shown(app)
    memory.limit += session.in_view.place.candidate.volume_bytes
    app.button(key="memory-again").click().run()
    assert viewer_is_shown(app)
    assert not app.warning
    assert memory.held("series") == session.opened.series.volume.nbytes
