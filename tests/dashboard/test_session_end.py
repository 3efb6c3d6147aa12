"""A session that has gone leaves nothing in memory and no work under way."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np

from core.errors import Cancelled
from dashboard.state import volumes
from dashboard.state.session import Session
from tests.dashboard.tiny_case import MODEL, session_with, tiny_series

DEADLINE = 20.0


def filled_session(monkeypatch) -> Session:
    """One series, analysed and published, as the session "here" of some browser."""
    monkeypatch.setattr(volumes.arrival, "of_this_run", lambda *_: ("here", "owner"))
    session = session_with(tiny_series(), analysed=True)
    entry = session.entry
    (analysis,) = session.analyses.values()
    session.publish((entry.digest, "ct"), entry.series.volume, entry.series.affine_ras, "ct")
    session.publish((entry.digest, "mask"), analysis.mask, entry.series.affine_ras, "labels")
    session.derived((entry.digest, "copy"), lambda: np.array(entry.series.volume))
    return session


def test_its_end_frees_every_byte_that_it_held(monkeypatch):
    session = filled_session(monkeypatch)
    voxels = session.entry.series.volume.size
    # int16 or float32 volume goes as int16, the mask as uint8, each behind 352 bytes.
    assert volumes.STORE.nbytes("here") == 3 * voxels + 2 * 352
    (analysis,) = session.analyses.values()
    (copied,) = session.shown.values()
    arrays = (session.entry.series.volume, analysis.mask, analysis.lesion_probability, copied)
    held = [(weakref.ref(array), array.nbytes) for array in arrays]
    assert sum(size for _, size in held) > 3 * voxels
    del analysis, copied, arrays

    session.end()
    gc.collect()

    assert volumes.STORE.nbytes("here") == 0
    assert sum(size for array, size in held if array() is not None) == 0
    assert (len(session.shelf), session.analyses, session.shown, session.urls) == (0, {}, {}, {})


def test_its_end_calls_off_all_work(monkeypatch):
    session = filled_session(monkeypatch)
    begun = threading.Event()

    def work(_progress, cancel):
        begun.set()
        assert cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    task = session.begin((session.entry.digest, "work"), work, name="The work")
    session.analyses.clear()
    job = session.start_analysis(session.entry, MODEL)
    assert begun.wait(DEADLINE)
    session.end()
    task.wait(DEADLINE)
    job.wait(DEADLINE)
    assert task.state == "cancelled"
    assert job.finished
    assert (session.jobs, session.tasks) == ({}, {})


def test_a_session_that_ended_can_begin_again(monkeypatch):
    session = filled_session(monkeypatch)
    session.end()
    assert session.entry is None
    session.notify("a")
    assert [notice.text for notice in session.notices] == ["a"]
