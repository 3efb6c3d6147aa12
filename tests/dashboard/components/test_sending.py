"""Asked before anything leaves: what goes where, and a way back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import core.pacs
from core.pacs import site_sentences
from dashboard.components import sentences
from dashboard.services import models
from dashboard.state.origin import Upload
from tests.core.export.dicom.made import ct
from tests.core.pacs.fake_archive import FakeArchive
from tests.dashboard.components.test_report_export import app_with, downloads, wait_and_look
from tests.dashboard.tiny_case import (
    CARD,
    DEADLINE,
    MODEL,
    session_with,
    tiny_analysis,
    tiny_series,
)

SITES = """
[site.main]
protocol = "dicomweb"
title = "Main archive"
url = "https://pacs.example.org/dicom-web"
may_send = true

[site.quiet]
protocol = "dimse"
host = "10.0.0.7"
ae_title = "OLD"
"""


@pytest.fixture
def sites(tmp_path, monkeypatch):
    path = tmp_path / "pacs.toml"
    path.write_text(SITES)
    monkeypatch.setenv("LIVERLENS_PACS", str(path))
    return path


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    found = session_with(ct())
    found.opened.place.origin = Upload()
    found.opened.keep(tiny_analysis(found.opened.series))
    found.cards, found.card = {CARD.name: CARD}, CARD
    return found


@pytest.fixture
def archive(monkeypatch, session):
    made = FakeArchive(ct=session.opened.series.instances[0].series_uid)
    monkeypatch.setattr(core.pacs, "open_archive", lambda _site: made, raising=False)
    return made


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def html_of(app: AppTest) -> str:
    return "\n".join(one.proto.body for one in app.get("html"))


def work_of(session):
    return session.opened.by(CARD.sha256).sending


def test_without_a_place_there_is_no_button(session):
    assert not any(label.startswith("Send") for label in labels(app_with(session)))


def test_a_button_for_each_place_where_results_may_go(session, sites, monkeypatch):
    monkeypatch.setenv("LIVERLENS_FHIR_URL", "https://fhir.example.org/r4")
    assert [one for one in labels(app_with(session)) if one.startswith("Send")] == [
        "Send to Main archive",
        "Send to the record system",
    ]


def test_what_goes_where_is_said_before_and_cancel_sends_nothing(session, sites, archive):
    app = app_with(session)
    app.button(key="send-main").click().run()
    drawn = html_of(app)
    assert "pacs.example.org" in drawn
    # Names are hidden unless the person shows them.
    assert "DOE" not in drawn
    assert sentences.what_an_archive_gets().split(",")[0] in drawn
    assert {box.label: box.value for box in app.checkbox} == {
        "Outlines (SEG)": True,
        "Measurements (structured report)": True,
        "Key images": True,
        "Report (PDF)": True,
        "Heatmap (parametric map)": False,
    }
    app.button(key="send-not").click().run()
    assert work_of(session).job is None
    assert archive.came == []


def test_sent_with_progress_and_the_sentence_at_the_end(session, sites, archive):
    app = app_with(session)
    app.button(key="send-main").click().run()
    for kind in ("sc", "pdf"):
        app.checkbox(key=f"send-kind-{kind}").uncheck()
    app.button(key="send-go").click().run()
    assert not app.exception
    assert app.button(key="send-main").disabled
    while (job := work_of(session).job) is not None:
        job.wait(DEADLINE)
        wait_and_look(app, session)
    assert [notice.code for notice in session.notices] == ["stored_in_archive"]
    assert len(archive.came) == 2
    assert not app.button(key="send-main").disabled


def test_to_the_record_system(session, monkeypatch):
    monkeypatch.setenv("LIVERLENS_FHIR_URL", "https://fhir.example.org/r4")
    app = app_with(session)
    app.button(key="send-record-system").click().run()
    assert "fhir.example.org" in html_of(app)
    assert [(box.label, box.value) for box in app.checkbox] == [
        ("Name and ID on the report (PDF) too", False)
    ]


def test_what_was_no_dicom_is_not_sent(sites, session, monkeypatch):
    monkeypatch.setenv("LIVERLENS_FHIR_URL", "https://fhir.example.org/r4")
    other = session_with(tiny_series(), analysed=True)
    other.cards, other.card = {CARD.name: CARD}, CARD
    app = app_with(other)
    for key in ("send-main", "send-record-system"):
        assert app.button(key=key).disabled
        assert app.button(key=key).help


def test_a_sample_is_marked_as_one(sites, session):
    from dashboard.state.origin import Sample

    session.opened.place.origin = Sample("malignant")
    app = app_with(session)
    app.button(key="send-main").click().run()
    assert [one.value for one in app.warning] == [sentences.a_sample_would_be_sent()]


def test_a_list_of_archives_that_is_wrong_is_one_sentence(sites, session):
    sites.write_text("[site")
    app = app_with(session)
    said = site_sentences.sites_no_toml("pacs.toml", "").partition("(")[0]
    assert [one.value.startswith(said) for one in app.caption] == [True]


def test_a_series_that_is_not_on_the_list_is_neither_sent_nor_exported(
    sites, session, tmp_path, monkeypatch
):
    (tmp_path / "consent.txt").write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    app = app_with(session)
    assert "not on the operator" in html_of(app)
    assert all(button.disabled for button in app.button)
    assert all(one.proto.disabled for one in app.get("download_button"))
    assert downloads(app)
