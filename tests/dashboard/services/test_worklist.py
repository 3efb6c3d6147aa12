import os
import sqlite3
import time
from dataclasses import replace

import pytest

from core.audit import Trail
from core.worklist import Filter, Store
from dashboard.services import worklist, worklist_store
from dashboard.state.jobs import AnalysisJob
from tests.dashboard.tiny_case import MODEL, session_with, tiny_analysis, tiny_series


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    monkeypatch.setattr(worklist_store, "BUSY_SECONDS", 0.05)
    worklist_store.try_again()


def analysed():
    """A session whose analysis has just ended."""
    session = session_with()
    session.start_analysis(session.entry, MODEL).wait(60)
    session.collect()
    return session


def take_the_store_away(monkeypatch, tmp_path):
    """A file that belongs to another program."""
    place = tmp_path / "other.sqlite3"
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    monkeypatch.setenv("LIVERLENS_STORE", str(place))


def test_a_finished_analysis_is_kept():
    session = analysed()
    (record,) = worklist_store.available().list()
    entry = session.entry
    assert record.pseudonym == worklist_store.patient_key().pseudonym(entry.tags, entry.uid)
    assert record.category == "malignant"
    assert session.notices == []
    worklist.keep_missing(session)
    assert worklist_store.available().count() == 1


def test_an_analysis_is_kept_and_noted_though_nobody_looks_at_it_any_more():
    session = session_with()
    session.who = "browser-1"
    session.start_analysis(session.entry, MODEL).wait(60)
    assert worklist_store.available().count() == 1
    session.collect()
    assert worklist_store.available().count() == 1
    assert [(entry.who, entry.did) for entry in Trail.open().read()] == [("browser-1", "analysed")]


def test_an_analysis_is_kept_and_noted_though_its_session_has_gone(monkeypatch):
    session = session_with()
    session.who = "browser-1"
    analysis = tiny_analysis()

    def gone_meanwhile(*_arguments, **_options):
        session.end()
        return analysis

    monkeypatch.setattr(AnalysisJob.__init__, "__defaults__", (gone_meanwhile, time.monotonic))
    session.start_analysis(session.entry, MODEL).wait(60)
    assert (session.who, worklist_store.available().count()) == ("", 1)
    assert [(entry.who, entry.did) for entry in Trail.open().read()] == [("browser-1", "analysed")]


def test_there_is_one_store_for_all_and_one_a_place(monkeypatch, tmp_path):
    first = worklist_store.available()
    assert worklist_store.available() is first
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "second.sqlite3"))
    assert worklist_store.available() is not first
    assert worklist_store.available().place.endswith("second.sqlite3")
    assert worklist_store.why_not() == ""


def test_a_store_that_was_taken_away_is_begun_anew():
    worklist_store.available()
    os.remove(os.environ["LIVERLENS_STORE"])
    assert worklist_store.available().list() == []


def test_what_could_not_be_kept_is_said_once_and_kept_later(monkeypatch, tmp_path):
    good = os.environ["LIVERLENS_STORE"]
    take_the_store_away(monkeypatch, tmp_path)
    session = analysed()
    assert worklist_store.available() is None
    assert "belongs to another program" in worklist_store.why_not()
    worklist.keep_missing(session)
    (notice,) = session.notices
    assert notice.kind == "warning"
    assert notice.text.startswith("The analysis is here, but not in the worklist. The file")
    assert len(session.analyses) == 1
    monkeypatch.setenv("LIVERLENS_STORE", good)
    worklist.keep_missing(session)
    assert worklist_store.available().count() == 1


def test_a_store_of_a_newer_version_is_refused_in_a_sentence():
    place = worklist_store.available().place
    connection = sqlite3.connect(place)
    connection.execute("UPDATE liverlens_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    worklist_store._stores.clear()
    assert worklist_store.available() is None
    assert "made by a newer LiverLens" in worklist_store.why_not()


def test_a_locked_store_is_a_notice_and_works_again_when_it_is_free():
    place = worklist_store.available().place
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session = session_with()
    analysis = tiny_analysis()
    session.analyses["digest", "weights"] = analysis
    # Opened a moment ago, with its own patience.
    worklist_store._stores[next(iter(worklist_store._stores))] = Store.open(busy_seconds=0.05)
    assert worklist.keep(session, analysis) is None
    assert "is locked by another program" in session.notices[0].text
    other.execute("ROLLBACK")
    worklist.keep_missing(session)
    assert worklist_store.available().count() == 1


def test_a_series_that_names_nobody_stays_with_the_patient_it_was_given():
    unnamed = tiny_series(patient_name="", patient_id="")
    analysis = tiny_analysis(unnamed)
    session = session_with(unnamed)
    first = worklist.keep(session, analysis)
    given = worklist_store.patient_key().pseudonym_of_code("P-7")
    worklist_store.available().save(replace(first, pseudonym=given))
    assert worklist.keep(session, analysis).pseudonym == given
    assert worklist_store.available().count(Filter(pseudonym=given)) == 1
