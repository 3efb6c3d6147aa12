"""From a record to all examinations of its patient, and their images."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.worklist import OUTLINES_VARIABLE
from dashboard.services import visits, worklist_store
from dashboard.state import loading, server_folders
from dashboard.state.origin import ServerPath, Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import (
    CARD,
    MODEL,
    NoProgress,
    discovery_of,
    finish,
    open_in,
    tiny_series,
)


def visit(day: str):
    """The tiny series on that day: a series of its own."""
    made = tiny_series(study_date=day)
    return replace(made, uid=f"1.2.{day}", volume=made.volume + int(day[4:6]))


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Day -> its folder, which the server offers; the images of each, found there."""
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    monkeypatch.setenv(OUTLINES_VARIABLE, "on")
    made = {}
    for day in ("20250101", "20250401", "20250701"):
        made[day] = tmp_path / day
        made[day].mkdir()
        (made[day] / "1.dcm").write_bytes(b"x")

    def discover(sources, progress, **_):
        return discovery_of(visit(sources[0].parent.name))

    monkeypatch.setattr("core.dicom.discover", discover)
    monkeypatch.setattr(
        "core.dicom.read_series", lambda candidate, progress: visit(candidate.tags.study_date)
    )
    return made


def recorded(*at) -> list:
    """The records of the visits on those days, which lay there."""
    session = Session()
    for day, origin in at:
        opened = open_in(session, visit(day), origin)
        session.start_analysis(opened, MODEL)
    finish(session)
    store = worklist_store.available()
    return sorted(store.list(), key=lambda record: record.study_date)


def test_the_images_of_the_first_and_the_last_open_with_their_outlines(folders):
    first, _, last = recorded(*((day, ServerPath(path)) for day, path in folders.items()))
    store = worklist_store.available()
    seen = visits.of_patient(Session(), store, last)
    assert [str(one.study_date) for one in seen] == ["2025-01-01", "2025-04-01", "2025-07-01"]
    session = Session(cards={CARD.name: CARD})
    assert visits.without_images(session, store, seen) == []
    visits.compare(session, store, seen)
    assert session.follow_up_patient == first.pseudonym
    # One in each run of the page.
    assert loading.open_pending(session, NoProgress())
    assert loading.open_pending(session, NoProgress())
    assert not loading.open_pending(session, NoProgress())
    opened = session.shelf.open()
    assert [one.tags.study_date for one in opened] == ["20250101", "20250701"]
    assert all((one.analysis(CARD).mask == 3).sum() > 0 for one in opened)
    assert session.opened is opened[1]
    assert session.reopening == frozenset()


def test_what_was_uploaded_is_named_and_the_other_opens(folders):
    first, last = recorded(("20250101", Upload()), ("20250701", ServerPath(folders["20250701"])))
    store, session = worklist_store.available(), Session()
    seen = visits.of_patient(Session(), store, first)
    assert [one.id for one in visits.without_images(session, store, seen)] == [first.id]
    visits.compare(session, store, seen)
    assert loading.open_pending(session, NoProgress())
    assert [one.tags.study_date for one in session.shelf.open()] == ["20250701"]
    assert session.follow_up_patient == last.pseudonym


def test_those_that_are_open_here_stay(folders):
    recorded(("20250101", Upload()), ("20250701", Upload()))
    store, session = worklist_store.available(), Session()
    opened = [open_in(session, visit(day), Upload()) for day in ("20250101", "20250701")]
    seen = visits.of_patient(Session(), store, store.list()[0])
    assert visits.without_images(session, store, seen) == []
    visits.compare(session, store, seen)
    assert not loading.open_pending(session, NoProgress())
    assert session.shelf.open() == opened


def test_one_examination_is_compared_with_nothing(folders):
    (only,) = recorded(("20250101", Upload()))
    store = worklist_store.available()
    assert visits.ends(visits.of_patient(Session(), store, only)) == (only,)
