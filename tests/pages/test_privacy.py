"""A planted patient is searched for wherever a trace could stay: nothing of them is found."""

from __future__ import annotations

import gc
import logging
import tempfile
from io import BytesIO
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

#: What the headers say of the patient; none of it is a word that the program uses.
PLANTED = {
    "PatientName": "Zwiebelfisch^Kunigunde",
    "PatientID": "ZQX-4711-88",
    "PatientBirthDate": "19370219",
    "AccessionNumber": "ACC9912873",
    "ReferringPhysicianName": "Quastenflosser^Horst",
    "InstitutionName": "Klinikum Entenhausen",
}
SECRETS = ("Zwiebelfisch", "Kunigunde", "ZQX-4711", "19370219", "ACC9912873", "Quastenflosser")
FILE_NAME = "Zwiebelfisch_CT"


def planted_uploads() -> list[MemoryFile]:
    """Twelve slices of a sample with a patient in their headers, and their first half, damaged."""
    files = []
    for path in sorted((SAMPLES / "malignant").glob("*.dcm"))[10:22]:
        dataset = dcmread(path)
        for name, value in PLANTED.items():
            setattr(dataset, name, value)
        buffer = BytesIO()
        dataset.save_as(buffer)
        files.append(MemoryFile(f"{FILE_NAME}_{path.name}", buffer.getvalue()))
    return files


def found_in(text: str | bytes) -> list[str]:
    raw = text.encode("utf-8", "replace") if isinstance(text, str) else text
    low = raw.lower()
    # SQLite and headers may hold text in other encodings.
    return [
        secret
        for secret in SECRETS
        for form in (secret.lower().encode(), secret.lower().encode("utf-16-le"))
        if form in low
    ]


def files_under(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def places(monkeypatch, tmp_path) -> list[Path]:
    """Every folder the app could write to, each empty: temporary files, home, the store."""
    names = {"temp": "TMPDIR", "home": "HOME", "data": "XDG_DATA_HOME", "cache": "XDG_CACHE_HOME"}
    for name, variable in names.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "store" / "worklist.sqlite3"))
    return [tmp_path]


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
    assert found_in(caplog.text) == []
    assert found_in(said.out) == found_in(said.err) == []
    assert found_in(repr(dict(app.query_params))) == []
    urls = [opened.ct.url for opened in session.shelf.open()]
    assert all(urls)
    assert found_in(" ".join(urls)) == []

    # Sentences name the file that was uploaded, and nothing of what is in it.
    sentences = [notice.text for notice in session.notices]
    sentences += [exclusion.reason for exclusion in session.shelf.exclusions]
    sentences += [entry.failure for entry in session.shelf if isinstance(entry, ListedSeries)]
    assert sentences
    assert found_in(" ".join(sentences).replace(FILE_NAME, "")) == []
    assert found_in(html_of(app).replace(FILE_NAME, "")) == []

    written = files_under(*places)
    assert any(path.name == "worklist.sqlite3" for path in written)
    assert any(path.name == "audit.jsonl" for path in written)
    leaks = {path.name: found for path in written if (found := found_in(path.read_bytes()))}
    assert leaks == {}
    assert [path for path in written if found_in(str(path.relative_to(places[0])))] == []
    assert files_under(places[0] / "temp") == []
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
