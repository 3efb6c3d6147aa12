"""Laboratory values on the Patient risk page: loaded, shown with scores, gone with the session."""

from __future__ import annotations

import json
from datetime import date

import pytest

from core.dicom import MemoryFile
from core.fhir import client
from core.fhir import sentences as fhir_sentences
from core.laboratory import sentences as said
from dashboard.components.plain_text import plain
from dashboard.services import laboratory as service
from tests.core.fhir.fake_server import FakeServer, running
from tests.core.laboratory.made import SI, observation
from tests.dashboard.tiny_case import finish, session_with, tiny_series
from tests.pages.conftest import html_of


@pytest.fixture
def session():
    return session_with(tiny_series(study_date="20260201"), analysed=True)


def load(session, text: str = SI, name: str = "labs.csv") -> None:
    session.inbox.put((MemoryFile(name, text.encode()),), "laboratory")


def of_people(*names: str) -> str:
    """A FHIR file with one value of each: by reference, or by identifier."""
    subjects = [
        {"reference": one} if "/" in one else {"identifier": {"value": one}} for one in names
    ]
    entries = [{"resource": observation(subject=one)} for one in subjects]
    return json.dumps({"resourceType": "Bundle", "entry": entries})


def captions(app) -> list[str]:
    return [one.value for one in app.caption]


def labels(app) -> list[str]:
    return [one.label for one in app.button]


def test_without_values_the_page_says_that_they_change_nothing_and_how_to_load_them(
    open_app, session
):
    app = open_app("risk", session)
    assert said.never_changes_the_score() in captions(app)
    assert "ALBI" not in html_of(app)
    assert not any("Fetch" in label for label in labels(app))


def test_a_file_becomes_values_and_scores_and_the_verdict_stays(open_app, session):
    before = session.opened.analyses()[0].patient
    load(session)
    drawn = html_of(app := open_app("risk", session))
    assert "<td>Bilirubin</td><td>20 µmol/L</td><td></td><td>2026-01-31</td><td>5–21</td>" in drawn
    assert "<td>≤ 40 (high)</td>" in drawn
    assert "<td>ALBI</td><td>−2.12, grade 2</td>" in drawn
    assert "0.66 × log₁₀(bilirubin, µmol/L)" in drawn
    assert "Johnson et al." in drawn
    assert "<td>APRI</td><td>1.00</td>" in drawn
    assert "needs the patient&#x27;s age" in drawn
    assert said.whose_is_unknown("labs.csv").replace("'", "&#x27;") in drawn
    assert session.opened.analyses()[0].patient is before
    app.number_input[0].set_value(60).run()
    assert "<td>FIB-4</td><td>3.00</td>" in html_of(app)
    assert session.opened.place.laboratory.shown.age_years == 60


def test_the_upper_limit_of_ast_is_asked_for_where_the_file_lacks_it(open_app, session):
    load(session, SI.replace("AST,60,U/L,2026-01-31,,40", "AST,60,U/L,2026-01-31,,"))
    app = open_app("risk", session)
    assert [one.label for one in app.number_input] == [
        "Age at the scan, years",
        "Upper limit of normal of AST, U/L",
    ]
    app.number_input[1].set_value(30).run()
    assert "<td>APRI</td><td>1.33</td>" in html_of(app)


def test_values_far_from_the_scan_carry_a_note(open_app):
    session = session_with(tiny_series(study_date="20260401"), analysed=True)
    load(session)
    assert said.far_from_scan("Albumin", 60, 30) in html_of(open_app("risk", session))


def test_a_scan_without_a_date_is_said(open_app):
    session = session_with(tiny_series(), analysed=True)
    load(session)
    assert said.scan_day_unknown() in html_of(open_app("risk", session))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html>", "not_a_laboratory_file"),
        (of_people("OTHER"), "of_another_patient_alone"),
        (of_people("Patient/1", "Patient/2"), "several_without_id"),
        (SI.replace("umol/L", "").split("\n35")[0], None),
    ],
)
def test_a_wrong_file_is_a_notice_and_what_was_loaded_stays(open_app, session, text, code):
    load(session)
    open_app("risk", session)
    held = session.opened.place.laboratory.shown
    load(session, text, "page.html")
    open_app("risk", session)
    assert [notice.code for notice in session.notices] == ([code] if code else [])
    assert (session.opened.place.laboratory.shown == held) is bool(code)


def test_child_pugh_is_empty_until_a_person_has_chosen_all_five(open_app, session):
    load(session)
    app = open_app("risk", session)
    boxes = [box for box in app.selectbox if (box.key or "").startswith("child-pugh")]
    assert [box.value for box in boxes] == [None] * 5
    for number, box in enumerate(boxes[:4]):
        box.set_value(box.options[1 if number == 0 else 0])
    app.run()
    assert "points, class" not in html_of(app)
    last = app.selectbox(key=boxes[4].key)
    last.set_value(last.options[0]).run()
    assert said.filled_in_by_a_reader(6, "A") in html_of(app)
    assert session.opened.place.laboratory.shown.child_pugh.points == 6


def test_values_can_be_taken_away_again(open_app, session):
    load(session)
    app = open_app("risk", session)
    next(one for one in app.button if one.label == "Remove values").click().run()
    assert session.opened.place.laboratory.shown is None
    assert "ALBI" not in html_of(app)


def test_the_configured_server_is_asked_for_this_patient(open_app, session, monkeypatch):
    patient = {"resourceType": "Patient", "id": "p1", "identifier": [{"value": "77"}]}
    fake = FakeServer([{**patient, "birthDate": "1966-02-01"}], [observation()])
    with running(fake):
        monkeypatch.setenv("LIVERLENS_FHIR_URL", fake.base)
        app = open_app("risk", session)
        button = next(one for one in app.button if one.label.startswith("Fetch from 127.0.0.1"))
        button.click().run()
        finish(session)
        app.run()
        assert "<td>1.2 mg/dL</td><td>20.5 µmol/L</td>" in html_of(app)
        shown = session.opened.place.laboratory.shown
        assert shown.laboratory.born == date(1966, 2, 1)
        # A failure is a notice, and the values stay.
        fake.patients = []
        next(one for one in app.button if one.label.startswith("Fetch")).click().run()
        finish(session)
        app.run()
        assert [notice.code for notice in session.notices] == ["no_such_patient"]
        assert session.opened.place.laboratory.shown == shown


def test_a_setting_that_makes_no_sense_is_a_notice(open_app, session, monkeypatch):
    monkeypatch.setenv("LIVERLENS_FHIR_URL", "fhir.example.org")
    app = open_app("risk", session)
    said = fhir_sentences.not_a_base("LIVERLENS_FHIR_URL")
    assert [one.value for one in app.error] == [plain(said)]


def test_the_report_on_the_page_is_made_anew_with_the_values(open_app, session, monkeypatch):
    from dashboard.components import report_export

    told = []
    monkeypatch.setattr(
        report_export, "report_pdf", lambda *_, **o: told.append(o["laboratory"]) or b"%PDF-"
    )
    app = open_app("risk", session)
    app.button(key="report-risk-make").click().run()
    finish(session)
    load(session)
    app.run()
    app.button(key="report-risk-make").click().run()
    finish(session)
    assert told[0] is None
    assert told[1] == session.opened.place.laboratory.shown


def test_who_asked_the_server_is_in_the_audit_trail(session, monkeypatch):
    from core.audit import Trail
    from core.fhir import Site

    monkeypatch.setattr(client, "PAUSES", ())
    service.begin_fetch(session, session.opened, Site("http://127.0.0.1:9/fhir"))
    finish(session)
    (entry,) = Trail.open().read()
    assert (entry.did, entry.what) == ("fetched", "127.0.0.1:9")
    assert entry.patient != ""
    assert "77" not in entry.what
