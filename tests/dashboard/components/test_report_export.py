"""The report from the page: made beside it, offered, or a sentence why not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import UsageError
from core.measurements import Change
from dashboard.components import report_export, sentences
from dashboard.services import models
from tests.core.measurements.made import ellipse, ruler
from tests.core.report.pdf_text import pages_of
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with

LABEL = "Report (PDF)"


def draw() -> None:
    """The script of the app under test."""
    import streamlit as st

    from dashboard.components.report_export import report_box

    mine = st.session_state["liverlens"]
    (analysis,) = mine.opened.analyses()
    report_box(mine, mine.opened, analysis)


@pytest.fixture
def session(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    mine = session_with(analysed=True)
    mine.cards = {CARD.name: CARD}
    return mine


def app_with(session) -> AppTest:
    app = AppTest.from_function(draw, default_timeout=60)
    app.session_state["liverlens"] = session
    return app.run()


def press(app: AppTest) -> None:
    next(button for button in app.button if button.label == LABEL).click().run()
    assert not app.exception


def wait_and_look(app: AppTest, session) -> None:
    finish(session)
    app.run()
    assert not app.exception


def made(session, *, named: bool = False) -> bytes:
    state = session.opened.by(CARD.sha256)
    return (state.report_with_name if named else state.report).made.content


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_the_report_without_a_name(session):
    app = app_with(session)
    assert not app.checkbox[0].value
    assert downloads(app) == []
    press(app)
    wait_and_look(app, session)
    assert downloads(app) == ["Download the report"]
    text = " ".join(pages_of(made(session)))
    assert "Muster" not in text
    assert "LiverLens report · Subject " in text


def test_the_name_only_after_the_tick_which_needs_another_report(session):
    app = app_with(session)
    press(app)
    wait_and_look(app, session)
    app.checkbox[0].check().run()
    assert downloads(app) == []
    press(app)
    wait_and_look(app, session)
    assert "Muster, Anna · 77" in pages_of(made(session, named=True))[0]


def test_progress_and_a_way_out_while_it_is_made(session, monkeypatch):
    gate = threading.Event()

    def slow(*_args, progress, cancel, **_options):
        progress(1, 2)
        gate.wait(60)
        raise UsageError("No room for it.")

    monkeypatch.setattr(report_export, "report_pdf", slow)
    app = app_with(session)
    press(app)
    assert [button.label for button in app.button] == ["Cancel"]
    gate.set()
    wait_and_look(app, session)
    assert [error.value for error in app.error] == ["No room for it."]
    assert [button.label for button in app.button] == [LABEL]


def test_another_statement_on_the_patient_needs_another_report(session):
    app = app_with(session)
    press(app)
    wait_and_look(app, session)
    state = session.opened.by(CARD.sha256)
    patient = replace(state.analysis.patient, needs_review=True, review_reason="Look again.")
    state.analysis = replace(state.analysis, patient=patient)
    app.run()
    assert downloads(app) == []
    assert [button.label for button in app.button] == [LABEL]


def test_weights_that_are_gone_are_a_sentence(session):
    session.cards = {}
    app = app_with(session)
    press(app)
    (error,) = app.error
    assert error.value == sentences.weights_are_gone("known")
    assert session.opened.by(CARD.sha256).report.job is None


def test_what_was_measured_is_in_it_and_more_needs_another_report(session):
    session.opened.measured.change(Change(put=(ruler(),)))
    app = app_with(session)
    press(app)
    wait_and_look(app, session)
    assert "Ruler 1 Ruler slice 3 50.0 mm" in " ".join(pages_of(made(session)))
    session.opened.measured.change(Change(put=(ellipse(),)))
    app.run()
    assert downloads(app) == []
    press(app)
    wait_and_look(app, session)
    assert "Portal vein" in " ".join(pages_of(made(session)))
