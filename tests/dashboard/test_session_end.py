"""A session that has gone leaves nothing in memory and no work under way."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np

from core.errors import Cancelled
from dashboard.state import volumes
from dashboard.state.session import Session
from tests.dashboard.tiny_case import CARD, DEADLINE, MODEL, session_with


def filled_session(monkeypatch) -> Session:
    """One series, analysed and published, as the session "here" of some browser."""
    monkeypatch.setattr(volumes.arrival, "of_this_run", lambda *_: ("here", "owner"))
    session = session_with(analysed=True)
    opened = session.opened
    state, affine = opened.by(CARD.sha256), opened.series.affine_ras
    opened.ct.show(opened.series.volume, affine)
    state.outlines.show(state.analysis.mask, affine)
    state.numbered_mask.of(state.analysis, lambda: np.array(opened.series.volume))
    return session


def test_its_end_frees_every_byte_that_it_held(monkeypatch):
    session = filled_session(monkeypatch)
    voxels = session.opened.series.volume.size
    # int16 or float32 volume goes as int16, the mask as uint8, each behind 352 bytes.
    assert volumes.STORE.nbytes("here") == 3 * voxels + 2 * 352
    state = session.opened.by(CARD.sha256)
    arrays = (
        session.opened.series.volume,
        state.analysis.mask,
        state.analysis.lesion_probability,
        state.numbered_mask.of(state.analysis, lambda: np.zeros(0)),
    )
    held = [(weakref.ref(array), array.nbytes) for array in arrays]
    assert sum(size for _, size in held) > 3 * voxels
    del state, arrays

    session.end()
    gc.collect()

    assert volumes.STORE.nbytes("here") == 0
    assert sum(size for array, size in held if array() is not None) == 0
    assert len(session.shelf) == 0


def test_its_end_cancels_all_work(monkeypatch):
    session = filled_session(monkeypatch)
    begun = threading.Event()

    def work(_progress, cancel):
        begun.set()
        assert cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    of_series = session.begin(work, name="The work", on=session.opened)
    of_session = session.begin(work, name="The work", light=True)
    session.opened.by(CARD.sha256).analysis = None
    analysis = session.start_analysis(session.opened, MODEL)
    assert begun.wait(DEADLINE)
    session.end()
    for job in (of_series, of_session, analysis):
        job.wait(DEADLINE)
        assert job.finished
    assert of_series.state == of_session.state == "cancelled"


def test_a_session_that_ended_can_begin_again(monkeypatch):
    session = filled_session(monkeypatch)
    jobs = session.jobs
    session.end()
    assert session.in_view is None
    assert session.jobs is jobs
    session.notify("a")
    assert [notice.text for notice in session.notices] == ["a"]
