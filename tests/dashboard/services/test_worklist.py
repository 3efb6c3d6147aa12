import os
import sqlite3
from dataclasses import replace

import pytest

from core.measurements import Change
from core.worklist import Filter, Store
from dashboard.services import worklist, worklist_store
from dashboard.state.events import MeasurementsChanged
from tests.core.measurements.made import ellipse, ruler
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with, tiny_analysis, tiny_series


@pytest.fixture(autouse=True)
def asked_again(monkeypatch):
    monkeypatch.setattr(worklist_store, "BUSY_SECONDS", 0.05)
    worklist_store.try_again()


def analysed():
    """A session whose analysis has just ended."""
    session = session_with()
    session.start_analysis(session.opened, MODEL)
    finish(session)
    return session


def take_the_store_away(monkeypatch, tmp_path):
    """A file that belongs to another program."""
    place = tmp_path / "other.sqlite3"
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    monkeypatch.setenv("LIVERLENS_STORE", str(place))


@pytest.mark.usefixtures("small_livers")
def test_a_finished_analysis_is_kept():
    session = analysed()
    (record,) = worklist_store.available().list()
    entry = session.opened
    assert record.pseudonym == worklist_store.patient_key().pseudonym(entry.tags, entry.uid)
    assert record.category == "malignant"
    assert len(session.notices) == 0
    worklist.keep_missing(session)
    assert worklist_store.available().count() == 1


def test_an_analysis_is_kept_though_nobody_looks_at_it_any_more():
    session = session_with()
    session.start_analysis(session.opened, MODEL).wait(60)
    assert worklist_store.available().count() == 1
    session.collect()
    assert worklist_store.available().count() == 1


def test_what_could_not_be_kept_is_said_once_and_kept_later(monkeypatch, tmp_path):
    good = os.environ["LIVERLENS_STORE"]
    take_the_store_away(monkeypatch, tmp_path)
    session = analysed()
    assert worklist_store.available() is None
    assert "belongs to another program" in worklist_store.why_not()
    worklist.keep_missing(session)
    (notice,) = session.notices
    assert (notice.kind, notice.code, notice.stays) == ("warning", "not_in_the_worklist", True)
    session.notices.were_shown([notice], "Review")
    assert session.opened.analysis(CARD) is not None
    monkeypatch.setenv("LIVERLENS_STORE", good)
    worklist.keep_missing(session)
    assert worklist_store.available().count() == 1
    assert len(session.notices) == 0


def test_a_locked_store_is_a_notice_and_works_again_when_it_is_free():
    place = worklist_store.available().place
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session = session_with(analysed=True)
    # Opened a moment ago, with its own patience.
    address = next(iter(worklist_store._stores))
    worklist_store._stores[address] = Store.open(busy_seconds=0.05)
    assert worklist.keep(session, session.opened.analysis(CARD)) is None
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


def test_what_was_measured_goes_into_the_record_once_there_is_one():
    session = session_with()
    measured = session.opened.measured
    measured.change(Change(put=(ruler(),)))
    worklist.on_measurements_changed(MeasurementsChanged(measured))
    assert measured.unkept() == Change((ruler(),))
    saved = worklist.save(tiny_analysis(session.opened.series), session)
    assert saved.measurements == (ruler(),)
    measured.change(Change(put=(ellipse(),), removed=("a1",)))
    worklist.on_measurements_changed(MeasurementsChanged(measured))
    (record,) = worklist_store.available().list()
    assert record.measurements == (ellipse(),)
    assert measured.unkept() == Change()


def test_measurements_that_could_not_be_kept_are_kept_later(monkeypatch, tmp_path):
    session = analysed()
    good, measured = os.environ["LIVERLENS_STORE"], session.opened.measured
    take_the_store_away(monkeypatch, tmp_path)
    measured.change(Change(put=(ruler(),)))
    worklist.on_measurements_changed(MeasurementsChanged(measured))
    assert measured.unkept() == Change((ruler(),))
    monkeypatch.setenv("LIVERLENS_STORE", good)
    worklist.keep_missing(session)
    (record,) = worklist_store.available().list()
    assert record.measurements == (ruler(),)
