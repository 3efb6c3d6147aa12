"""The report by one click: made in its turn, handed to the browser once, or a sentence why not."""

from __future__ import annotations

import base64
import io
import json
import threading
import zipfile
from dataclasses import replace

import pydicom
import pytest
from streamlit.testing.v1 import AppTest

from core.errors import UsageError
from core.measurements import Change
from dashboard.components import report_export
from dashboard.services import models
from dashboard.state.session import Session
from tests.core.export.dicom.made import ct
from tests.core.measurements.made import ellipse, ruler
from tests.core.report.pdf_text import pages_of
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with, tiny_analysis

BUNDLE = "FHIR Bundle with the patient's ID (JSON)"
DICOM = "DICOM results with the patient's name (zip)"
LABEL, NAMED = "PDF", "Report with the patient's name (PDF)"


def draw() -> None:
    """The script of the app under test."""
    import streamlit as st

    from dashboard.components import series_files

    mine = st.session_state["liverlens"]
    mine.card = next(iter(mine.cards.values()), mine.card)
    mine.collect()
    series_files.deliver(mine)
    series_files.show(mine, mine.in_view)


@pytest.fixture
def session(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    mine = session_with(analysed=True)
    mine.cards, mine.card = {CARD.name: CARD}, CARD
    return mine


def app_with(session: Session) -> AppTest:
    app = AppTest.from_function(draw, default_timeout=120)
    app.session_state["liverlens"] = session
    return app.run()


def press(app: AppTest, label: str = LABEL) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def wait_and_look(app: AppTest, session: Session) -> None:
    finish(session)
    app.run()
    assert not app.exception


def report(session: Session, *, named: bool = False):
    state = session.opened.by(CARD.sha256)
    return state.files["named" if named else "pdf"]


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def pressed_by_the_browser(app: AppTest) -> list[str]:
    """What the browser is told to press."""
    drawn = [one.proto for one in app.get("bidi_component")]
    return [one.json for one in drawn if one.component_name.endswith("press")]


def test_one_click_makes_it_and_has_the_browser_fetch_it(session):
    app = app_with(session)
    assert LABEL not in downloads(app)
    assert pressed_by_the_browser(app) == []
    press(app)
    wait_and_look(app, session)
    made = report(session)
    (told,) = pressed_by_the_browser(app)
    assert f"report-ready-{made.asked}" in told
    assert "Report" in downloads(app)
    text = " ".join(pages_of(made.made.content))
    assert "Muster" not in text
    assert "LiverLens report · Subject " in text
    # From now on a click downloads what there is.
    assert LABEL in downloads(app)
    assert LABEL not in [button.label for button in app.button]


def test_it_comes_on_whatever_series_the_person_looks_at(session):
    app = app_with(session)
    press(app)
    finish(session)
    session.selected = None
    app.run()
    assert len(pressed_by_the_browser(app)) == 1


def test_the_name_only_by_the_button_that_says_so(session):
    app = app_with(session)
    press(app, NAMED)
    wait_and_look(app, session)
    assert report(session).asked == ""
    assert "Muster, Anna · 77" in pages_of(report(session, named=True).made.content)[0]
    assert NAMED in downloads(app)
    assert LABEL not in downloads(app)


def test_progress_and_a_way_out_while_it_is_made(session, monkeypatch):
    gate = threading.Event()

    def slow(*_args, progress, cancel, **_options):
        progress(1, 2)
        gate.wait(60)
        raise UsageError("No room for it.")

    monkeypatch.setattr(report_export, "report_pdf", slow)
    app = app_with(session)
    press(app)
    buttons = {button.label: button for button in app.button}
    assert buttons[LABEL].disabled
    assert not buttons["Cancel"].disabled
    gate.set()
    wait_and_look(app, session)
    assert [notice.text for notice in session.notices] == ["No room for it."]
    assert pressed_by_the_browser(app) == []
    assert not next(button for button in app.button if button.label == LABEL).disabled


def test_a_cancelled_one_brings_nothing(session, monkeypatch):
    monkeypatch.setattr(
        report_export, "report_pdf", lambda *_args, cancel, **_options: cancel.wait(60) and b""
    )
    app = app_with(session)
    press(app)
    report(session).cancel()
    wait_and_look(app, session)
    assert pressed_by_the_browser(app) == []
    assert list(session.notices) == []


def test_another_statement_on_the_patient_needs_another_report(session):
    app = app_with(session)
    press(app)
    wait_and_look(app, session)
    first = report(session).asked
    state = session.opened.by(CARD.sha256)
    patient = replace(state.analysis.patient, needs_review=True, review_reason="Look again.")
    state.analysis = replace(state.analysis, patient=patient)
    app.run()
    press(app)
    wait_and_look(app, session)
    assert report(session).asked not in ("", first)
    assert report(session).made.patient == patient


def test_dicom_results_come_as_a_zip(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    session = session_with(ct())
    session.opened.keep(tiny_analysis(session.opened.series))
    session.cards, session.card = {CARD.name: CARD}, CARD
    app = app_with(session)
    press(app, DICOM)
    wait_and_look(app, session)
    work = session.opened.by(CARD.sha256).files["dicom"]
    (told,) = pressed_by_the_browser(app)
    assert f"report-ready-{work.asked}" in told
    with zipfile.ZipFile(io.BytesIO(work.made.content)) as packed:
        assert {"liverlens-seg.dcm", "liverlens-sr.dcm"} <= set(packed.namelist())
        made = pydicom.dcmread(io.BytesIO(packed.read("liverlens-seg.dcm")))
    assert (str(made.PatientName), made.StudyInstanceUID) == ("DOE^JANE", "1.2.3.1")
    assert DICOM in downloads(app)


def test_no_dicom_results_of_what_was_no_dicom(session):
    app = app_with(session)
    (button,) = [one for one in app.button if one.label == DICOM]
    assert button.disabled
    assert "was not read from any" in button.help


def test_weights_that_are_gone_are_a_sentence(session):
    app = app_with(session)
    session.cards = {}
    press(app)
    assert [notice.code for notice in session.notices] == ["weights_are_gone"]
    assert report(session).job is None


def test_before_an_analysis_there_is_nothing_to_export(session):
    session.opened.by(CARD.sha256).analysis = None
    app = app_with(session)
    assert (downloads(app), list(app.button)) == ([], [])


def test_what_was_measured_is_in_it_and_more_needs_another_report(session):
    session.opened.measured.change(Change(put=(ruler(),)))
    app = app_with(session)
    press(app)
    wait_and_look(app, session)
    assert "Ruler 1 Ruler slice 3 50.0 mm" in " ".join(pages_of(report(session).made.content))
    session.opened.measured.change(Change(put=(ellipse(),)))
    app.run()
    press(app)
    wait_and_look(app, session)
    assert "Portal vein" in " ".join(pages_of(report(session).made.content))


def test_the_bundle_for_a_record_system_names_the_patient_by_its_id(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv("LIVERLENS_FHIR_URL", "https://fhir.example.org/r4")
    monkeypatch.setenv("LIVERLENS_FHIR_ID_SYSTEM", "urn:oid:1.2.3")
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    session = session_with(ct(PatientID="4711"))
    session.opened.keep(tiny_analysis(session.opened.series))
    session.cards, session.card = {CARD.name: CARD}, CARD
    app = app_with(session)
    press(app, BUNDLE)
    wait_and_look(app, session)
    made = json.loads(session.opened.by(CARD.sha256).files["bundle"].made.content)
    subjects = [one["resource"].get("subject") for one in made["entry"]]
    told = [one["identifier"] for one in subjects if one]
    assert told[0] == {"system": "urn:oid:1.2.3", "value": "4711"}
    (form,) = [form for one in made["entry"] for form in one["resource"].get("presentedForm", ())]
    assert "JANE" not in " ".join(pages_of(base64.b64decode(form["data"]))).upper()
    # Base64 may hold three letters by chance.
    form.clear()
    assert "DOE" not in json.dumps(made)
    assert BUNDLE in downloads(app)


def test_no_bundle_of_what_names_no_study(session):
    app = app_with(session)
    (button,) = [one for one in app.button if one.label == BUNDLE]
    assert button.disabled
    assert "names no DICOM study" in button.help
