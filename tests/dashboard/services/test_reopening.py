"""From a record to its images and stored outlines, without analysing again."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from core.measurements import Change
from core.worklist import OUTLINES_VARIABLE
from dashboard.services import reopening, worklist_store
from dashboard.state import loading, server_folders
from dashboard.state.origin import SAMPLES, Sample, ServerPath, Upload
from dashboard.state.session import Session
from tests.core.measurements.made import ellipse, ruler
from tests.dashboard.tiny_case import (
    CARD,
    MODEL,
    NoProgress,
    discovery_of,
    finish,
    open_in,
    other_series,
    tiny_series,
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that the server offers, with a file in it."""
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "Muster_Anna").mkdir()
    (tmp_path / "Muster_Anna" / "1.dcm").write_bytes(b"x")
    return tmp_path / "Muster_Anna"


@pytest.fixture
def outlines_on(monkeypatch):
    monkeypatch.setenv(OUTLINES_VARIABLE, "on")


def recorded(origin):
    """The record of an analysis of the tiny series, which lay at `origin`."""
    session = Session()
    opened = open_in(session, tiny_series(), origin)
    session.start_analysis(opened, MODEL)
    finish(session)
    (record,) = worklist_store.available().list()
    return record


def reopened(record, monkeypatch, series=None) -> Session:
    """A new session that opens it from the worklist; there, `series` is found by now."""
    series = series or tiny_series()
    monkeypatch.setattr("core.dicom.discover", lambda _sources, progress, **_: discovery_of(series))
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: series)
    monkeypatch.setattr(Session, "start_analysis", lambda *_a, **_o: pytest.fail("analysed again"))
    session = Session(cards={CARD.name: CARD})
    origin = reopening.origin_on_server(worklist_store.available(), record)
    reopening.open_record(session, record, reopening.entry_of(session, record), origin)
    loading.open_pending(session, NoProgress())
    return session


def test_a_record_made_from_a_folder_opens_its_images_and_outlines(
    folder, outlines_on, monkeypatch
):
    record = recorded(ServerPath(folder))
    session = reopened(record, monkeypatch)
    analysis = session.opened.analysis(CARD)
    assert (analysis.mask == 3).sum() > 0
    assert analysis.patient.category == record.category
    assert session.opened.position.index == analysis.most_suspicious()
    assert session.use_model == CARD.name
    # It is in the worklist already, and stays as it is there.
    (again,) = worklist_store.available().list()
    assert again == record


def test_outlines_are_not_kept_by_default_and_the_images_open(folder, monkeypatch):
    monkeypatch.delenv(OUTLINES_VARIABLE, raising=False)
    record = recorded(ServerPath(folder))
    session = reopened(record, monkeypatch)
    assert session.opened is not None
    assert session.opened.analysis(CARD) is None
    assert len(session.notices) == 0


def test_outlines_of_images_that_have_changed_are_not_shown(folder, outlines_on, monkeypatch):
    record = recorded(ServerPath(folder))
    changed = replace(tiny_series(), volume=other_series().volume)
    session = reopened(record, monkeypatch, changed)
    assert session.opened.analysis(CARD) is None
    assert [notice.code for notice in session.notices] == ["outlines_do_not_fit"]


def test_a_series_that_is_open_here_gets_its_outlines_at_once(folder, outlines_on):
    record = recorded(ServerPath(folder))
    session = Session(cards={CARD.name: CARD})
    opened = open_in(session, tiny_series(), Upload())
    other = open_in(session, replace(other_series(), uid="1.2.99"), Upload())
    reopening.open_record(session, record, opened, None)
    assert session.opened is opened
    assert opened.analysis(CARD) is not None
    assert other.analysis(CARD) is None


def test_without_its_model_the_images_open_alone(folder, outlines_on, monkeypatch):
    record = recorded(ServerPath(folder))
    monkeypatch.setattr("core.dicom.discover", lambda *_a, **_o: discovery_of(tiny_series()))
    monkeypatch.setattr("core.dicom.read_series", lambda *_a, **_o: tiny_series())
    session = Session()
    reopening.open_record(session, record, None, ServerPath(folder))
    loading.open_pending(session, NoProgress())
    assert session.opened.analyses() == []
    assert session.use_model == ""


@pytest.mark.parametrize("gone", ["files", "offered"])
def test_what_is_gone_or_not_offered_any_more_does_not_open(folder, monkeypatch, gone):
    record, store = recorded(ServerPath(folder)), worklist_store.available()
    assert reopening.origin_on_server(store, record) == ServerPath(folder)
    if gone == "files":
        shutil.rmtree(folder)
    else:
        monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, "")
    assert reopening.origin_on_server(store, record) is None


def test_a_sample_opens_wherever_it_lies():
    record = recorded(Sample("malignant"))
    store = worklist_store.available()
    assert (SAMPLES / "malignant").is_dir()
    assert reopening.origin_on_server(store, record) == Sample("malignant")


def test_an_upload_lies_nowhere():
    record = recorded(Upload())
    assert reopening.origin_on_server(worklist_store.available(), record) is None


def test_no_path_stands_in_the_store_in_the_clear(folder, outlines_on):
    recorded(ServerPath(folder))
    file = worklist_store.locate().file
    held = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert b"Muster" not in held


def test_measurements_come_back_with_the_images(folder, monkeypatch):
    record = recorded(ServerPath(folder))
    worklist_store.available().change_measured(
        record.series_digest, Change(put=(ruler(), ellipse()))
    )
    session = reopened(record, monkeypatch)
    assert session.opened.measured.all() == (ruler(), ellipse())
    assert session.opened.measured.unkept() == Change()
