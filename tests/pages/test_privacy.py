"""A planted patient is searched for wherever a trace could stay: nothing of them is found."""

from __future__ import annotations

import gc
import logging
import tempfile
from pathlib import Path

import pytest
from pydicom import dcmread

from core.dicom import MemoryFile
from core.worklist import Store
from dashboard.state.listed_series import ListedSeries
from dashboard.state.origin import SAMPLES
from dashboard.state.session import Session
from tests.dashboard.tiny_case import CARD, MODEL, finish
from tests.pages.conftest import html_of
from tests.privacy.files import traces_under
from tests.privacy.planted import plant, to_bytes
from tests.privacy.traces import traces_in

#: Of what is uploaded.
FILE_NAME = "Zwiebelfisch_CT"


def planted_uploads() -> list[MemoryFile]:
    """Twelve slices of a sample with a patient in their headers, and their first half, damaged."""
    files = []
    for path in sorted((SAMPLES / "malignant").glob("*.dcm"))[10:22]:
        planted = to_bytes(plant(dcmread(path)))
        files.append(MemoryFile(f"{FILE_NAME}_{path.name}", planted))
    return files


@pytest.fixture
def places(monkeypatch, tmp_path) -> Path:
    """A folder with all that the app could write to, each empty: temporary files, home, the
    store."""
    names = {"temp": "TMPDIR", "home": "HOME", "data": "XDG_DATA_HOME", "cache": "XDG_CACHE_HOME"}
    for name, variable in names.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store" / "worklist.sqlite3"))
    return tmp_path


def run_everything(app, session: Session) -> None:
    """Open, analyse, explain; then fail on a damaged file of the same patient."""
    assert session.opened is not None, list(session.notices)
    session.start_analysis(session.opened, MODEL)
    finish(session)
    app.run()
    assert session.opened.analysis(CARD) is not None
    for page in ("explain", "risk"):
        app.switch_page(f"../pages/{page}.py").run()
        finish(session)
        app.run()
    damaged = [MemoryFile(file.name, file.data[:4000]) for file in planted_uploads()[:2]]
    session.inbox.put(tuple(damaged))
    app.run()
    # An upload that is no CT at all.
    session.inbox.put((MemoryFile(f"{FILE_NAME}.zip", b"PK\x03\x04 Kunigunde"),))
    app.run()


def test_no_trace_of_a_planted_patient(open_app, places, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    session = Session()
    session.inbox.put(tuple(planted_uploads()))
    app = open_app(session=session)
    # What was planted is there to be found: it is what the toggle shows.
    assert "Zwiebelfisch" in session.opened.series.tags.patient_name
    run_everything(app, session)

    said = capfd.readouterr()
    assert traces_in(caplog.text) == set()
    assert traces_in(said.out) | traces_in(said.err) == set()
    assert traces_in(repr(dict(app.query_params))) == set()
    urls = [opened.ct.url for opened in session.shelf.open()]
    assert all(urls)
    assert traces_in(" ".join(urls)) == set()

    # Sentences name the file that was uploaded, and nothing of what is in it.
    sentences = [notice.text for notice in session.notices]
    sentences += [exclusion.reason for exclusion in session.shelf.exclusions]
    sentences += [entry.failure for entry in session.shelf if isinstance(entry, ListedSeries)]
    assert sentences
    assert traces_in(" ".join(sentences).replace(FILE_NAME, "")) == set()
    assert traces_in(html_of(app).replace(FILE_NAME, "")) == set()

    written = {path.name for path in places.rglob("*")}
    assert {"worklist.sqlite3", "audit.jsonl"} <= written
    assert traces_under(places) == {}
    assert list((places / "temp").rglob("*")) == []
    assert len(Store.open().list()) == 1


def test_uploads_are_dropped_once_they_were_read(open_app):
    session = Session()
    session.inbox.put(tuple(planted_uploads()))
    open_app(session=session)
    assert session.opened is not None
    assert session.opened.place.candidate is None
    assert session.pending is None
    assert session.inbox.nbytes == 0
    gc.collect()
    assert [held.name for held in gc.get_objects() if isinstance(held, MemoryFile)] == []
