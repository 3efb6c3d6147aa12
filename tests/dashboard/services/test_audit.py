"""What people do in the app is noted, by their key and the patient's, and by no name."""

from __future__ import annotations

import pytest

from core.audit import Trail
from dashboard.components import audit_export
from dashboard.security.door import Identity
from dashboard.services import audit
from dashboard.state.events import AnalysisFinished, SeriesOpened
from tests.dashboard.security.signed import BROWSER
from tests.dashboard.tiny_case import session_with, tiny_series


def test_opening_analysing_and_exporting_are_noted_without_a_name():
    session = session_with(analysed=True)
    series = session.opened.series
    (analysis,) = session.opened.analyses()
    audit.arrived(session, BROWSER)
    audit.on_series_opened(SeriesOpened(session, series))
    audit.on_analysis_finished(AnalysisFinished(analysis, session.who, session))
    audit.exported(session, "liverlens-slices.csv", series)
    kept = Trail.open()
    entries = kept.read()
    assert [(entry.did, entry.what) for entry in entries] == [
        ("opened", ""),
        ("analysed", analysis.model_name),
        ("exported", "liverlens-slices.csv"),
    ]
    series = tiny_series()
    assert {entry.patient for entry in entries} == {kept.key.pseudonym(series.tags, series.uid)}
    assert {entry.series for entry in entries} == {kept.key.series_digest(series.uid)[:16]}
    assert {entry.who for entry in entries} == {session.who}
    assert session.who.startswith("browser-")
    text = kept.file.read_text()
    for secret in ("Muster", "Anna", series.uid, BROWSER["liverlens_browser"]):
        assert secret not in text


def test_a_file_about_no_single_series_names_no_patient():
    audit.exported(session_with(), "liverlens-worklist.csv", None)
    (entry,) = Trail.open().read()
    assert (entry.what, entry.patient, entry.series) == ("liverlens-worklist.csv", "", "")


def test_who_signs_in_is_noted_once_under_a_key(monkeypatch):
    monkeypatch.setattr(audit.door, "person", lambda: Identity({"email": "ada@example.org"}))
    session = session_with()
    for _ in range(2):
        audit.arrived(session, BROWSER)
    kept = Trail.open()
    assert [(entry.who, entry.did) for entry in kept.read()] == [
        (kept.user("ada@example.org"), "signed in")
    ]
    assert "ada@" not in kept.file.read_text()


def test_turned_off_nothing_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_AUDIT", "off")
    session = session_with()
    audit.arrived(session, BROWSER)
    audit.on_series_opened(SeriesOpened(session, session.opened.series))
    assert len(session.notices) == 0
    monkeypatch.delenv("LIVERLENS_AUDIT")
    assert Trail.open().read() == []


def test_a_trail_that_cannot_be_written_is_a_notice(monkeypatch, tmp_path):
    (tmp_path / "audit.jsonl" / "x").mkdir(parents=True)
    monkeypatch.setenv("LIVERLENS_AUDIT", str(tmp_path / "audit.jsonl" / "x"))
    (tmp_path / "audit.jsonl" / "x" / "audit.jsonl").mkdir()
    session = session_with()
    audit.on_series_opened(SeriesOpened(session, session.opened.series))
    assert len(session.notices) == 1
    assert "can't be written" in session.notices[0].text


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (250, audit_export.SHOWN)])
def test_the_newest_are_shown_first(tmp_path, count, shown):
    from core.audit import Entry

    entries = [Entry(n, "at", "who", "opened", "", "", str(n), "") for n in range(1, count + 1)]
    rows = audit_export.rows(entries)
    assert [row["What"] for row in rows] == [str(count - i) for i in range(shown)]
