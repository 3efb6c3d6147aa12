import gc
import threading
import weakref
from dataclasses import replace

import pytest

from core.errors import Cancelled, UsageError
from dashboard.state import events
from dashboard.state.events import AnalysisFinished
from dashboard.state.jobs import Analysed, JobService
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Upload
from dashboard.state.session import Session
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import (
    CARD,
    DEADLINE,
    MODEL,
    discovery_of,
    finish,
    open_in,
    other_series,
    session_with,
    tiny_analysis,
    tiny_series,
)


@pytest.fixture(autouse=True)
def announced(monkeypatch) -> list[AnalysisFinished]:
    """The analyses that were announced; no service listens."""
    told: list[AnalysisFinished] = []
    finished: events.Announcement[AnalysisFinished] = events.Announcement()
    finished.subscribe(told.append)
    monkeypatch.setattr(events, "analysis_finished", finished)
    return told


def jump_of(session: Session) -> tuple:
    jump = session.jumps.last(session.opened.position)
    return jump["slice"], jump["nonce"], jump["only_from"]


def test_the_longest_of_the_new_series_comes_into_view():
    session = Session()
    short, long = hu_series(tiny_series().volume[:3]), tiny_series()
    session.list_found(discovery_of(short, long), Upload())
    assert session.in_view.n_slices == 6
    assert session.opened is None


def test_the_wanted_series_comes_into_view_though_another_is_longer():
    session = Session()
    long = tiny_series()
    short = replace(hu_series(long.volume[:3]), uid="1.2.9")
    session.list_found(discovery_of(long, short), Upload(), lambda uid: uid == "1.2.9")
    assert session.in_view.n_slices == 3
    session.select_one_of(list(session.shelf), lambda uid: uid == "unknown")
    assert session.in_view.n_slices == 6
    session.select_one_of([], lambda uid: True)
    assert session.in_view.n_slices == 6


def test_an_analysis_is_run_once_for_a_series_and_model(announced):
    session = session_with()
    session.who = "browser-1"
    opened = session.opened
    job = session.start_analysis(opened, MODEL)
    assert session.start_analysis(opened, MODEL) is job
    finish(session)
    assert opened.analysis(CARD) is job.result.analysis
    assert session.start_analysis(opened, MODEL) is None
    assert opened.job(CARD) is None
    assert announced == [AnalysisFinished(job.result.analysis, "browser-1", session)]


def test_a_reader_who_has_not_moved_is_brought_to_the_most_suspicious_slice():
    session = session_with()
    assert jump_of(session) == (3, 0, None)
    session.start_analysis(session.opened, MODEL)
    finish(session)
    scores = session.opened.analysis(CARD).probabilities[:, 2]
    assert jump_of(session) == (int(scores.argmax()), 1, 3)


def test_a_reader_who_has_moved_stays_there_when_the_analysis_comes():
    session = session_with()
    session.opened.position.saw(1)
    session.start_analysis(session.opened, MODEL)
    finish(session)
    assert jump_of(session) == (1, 0, None)


def test_a_failed_analysis_becomes_a_notice_and_can_be_run_again():
    def refuse(*_args, **_options):
        raise UsageError("it can't be done: do something else.")

    session = session_with(jobs=JobService(analyse=refuse))
    session.start_analysis(session.opened, MODEL)
    finish(session)
    assert [(n.kind, n.text) for n in session.notices] == [
        ("error", "it can't be done: do something else.")
    ]
    assert session.opened.job(CARD) is None


def wait_for_the_end(_series, _model, *, progress, cancel):
    cancel.wait(DEADLINE)
    raise Cancelled("stopped")


def test_an_analysis_is_cancelled_when_its_session_is_gone():
    session = session_with(jobs=JobService(analyse=wait_for_the_end))
    job = session.start_analysis(session.opened, MODEL)
    gone = weakref.ref(session)
    del session
    gc.collect()
    assert gone() is None
    job.wait(DEADLINE)
    assert job.finished


def test_an_analysis_whose_session_has_gone_is_announced_without_it(announced):
    analysis = tiny_analysis()

    def gone_meanwhile(*_arguments, **_options):
        nonlocal session
        session.end()
        session = None
        gc.collect()
        return analysis

    session = session_with(jobs=JobService(analyse=gone_meanwhile))
    session.who = "browser-1"
    job = session.start_analysis(session.opened, MODEL)
    job.wait(DEADLINE)
    assert announced == [AnalysisFinished(analysis, "browser-1", None)]


def test_dropped_pixels_take_all_that_was_made_of_them_along(monkeypatch):
    released = []
    monkeypatch.setattr("dashboard.state.volumes.release", released.append)
    session = session_with(analysed=True)
    old = session.opened
    url = old.ct.show(old.series.volume, old.series.affine_ras)
    session.shelf._max_bytes = 1
    job = session.begin(lambda _progress, cancel: cancel.wait(DEADLINE), name="It", on=old)
    newer = other_series()
    open_in(session, newer)
    first, _ = session.shelf
    assert not isinstance(first, OpenSeries)
    assert first.key == old.key
    assert released == [url]
    assert job.off.is_set()


def test_a_closed_series_takes_all_that_was_kept_of_it_along(monkeypatch):
    released = []
    monkeypatch.setattr("dashboard.state.volumes.release", released.append)
    session = session_with(analysed=True)
    session.card = CARD
    closed = session.opened
    session.jump(closed, 3, lesion=1)
    url = closed.ct.show(closed.series.volume, closed.series.affine_ras)
    begun = threading.Event()

    def work(_progress, cancel):
        begun.set()
        cancel.wait(DEADLINE)

    job = session.begin(work, name="It", on=closed)
    begun.wait(DEADLINE)
    gone = weakref.ref(closed)
    session.close(closed.key)
    job.wait(DEADLINE)
    assert job.off.is_set()
    assert released == [url]
    assert (len(session.shelf), session.in_view) == (0, None)
    session.close(closed.key)  # gone already
    del closed
    gc.collect()
    assert gone() is None


def test_an_upload_that_is_closed_before_it_was_read_is_not_worked_on_further():
    session = Session(jobs=JobService())
    (entry,) = session.list_found(discovery_of(tiny_series()), Upload())
    job = session.begin(lambda _progress, cancel: cancel.wait(DEADLINE), name="Upload")
    entry.place.to_worklist[CARD.sha256] = job
    session.close(entry.key)
    assert job.off.is_set()


def test_a_new_answer_puts_out_of_date_what_rests_on_the_one_before():
    session = session_with()
    opened = session.opened
    mine, others = opened.by(CARD.sha256), opened.by("other weights")
    for state in (mine, others):
        state.findings.of("an analysis", lambda: {"old": True})
        state.numbered_mask.of("an analysis", lambda: "old")
    session.start_analysis(opened, MODEL)
    finish(session)
    # What others found is said in the light of this answer too; what they outlined is not.
    for state in (mine, others):
        assert state.findings.of("an analysis", lambda: "new") == "new"
    assert mine.numbered_mask.of("an analysis", lambda: "new") == "new"
    assert others.numbered_mask.of("an analysis", lambda: "new") == "old"


def test_after_the_one_in_view_is_closed_the_one_before_it_comes_back():
    session = session_with(analysed=True)
    first = session.opened
    session.close(open_in(session, other_series()).key)
    assert session.opened is first
    assert first.analysis(CARD) is not None


def test_a_click_on_a_series_that_was_just_closed_changes_nothing():
    session = session_with(analysed=True)
    first, other = session.opened, open_in(session, other_series())
    session.close(other.key)
    session.select(other.key)
    assert session.opened is first
    session.close(first.key)
    session.select(first.key)
    assert session.in_view is None
    assert open_in(session, tiny_series()) is session.opened


def test_a_jump_to_a_lesion_marks_it_until_the_next_jump():
    session = session_with(analysed=True)
    session.card = CARD
    session.jump(session.opened, 3, lesion=2)
    assert session.opened.by(CARD.sha256).marked_lesion == 2
    session.jump(session.opened, 3)
    assert session.opened.by(CARD.sha256).marked_lesion is None


def test_asking_again_keeps_the_answer_until_the_better_one_is_there():
    session = session_with(analysed=True)
    opened = session.opened
    before = opened.analysis(CARD)
    job = session.start_analysis(opened, MODEL, views=1)
    assert opened.analysis(CARD) is before
    assert opened.job(CARD) is job
    finish(session)
    after = opened.analysis(CARD)
    assert (job.done, job.total) == (12, 12)
    assert after.slice_interval.n_views == 1
    assert after.patient.interval is not None
    assert session.start_analysis(opened, MODEL, views=1) is None


def test_opening_the_same_pixels_again_shows_the_earlier_entry():
    session = session_with()
    first = session.opened
    assert open_in(session, tiny_series()) is first
    assert session.opened is first
    assert [notice.code for notice in session.notices] == ["already_open"]


def test_an_upload_that_is_dropped_from_memory_is_told():
    session = Session(jobs=JobService())
    session.shelf._max_bytes = 1
    open_in(session, tiny_series())
    open_in(session, other_series())
    assert [notice.code for notice in session.notices] == ["upload_removed_from_memory"]


def test_what_was_analysed_and_closed_is_freed_while_its_session_lives(announced):
    session = session_with()
    job = session.start_analysis(session.opened, MODEL)
    job.wait(DEADLINE)
    session.collect()
    series, analysis = session.opened.series, job.result.analysis
    held = [weakref.ref(one) for one in (job, series, analysis)]
    announced.clear()
    del job, series, analysis
    session.close(session.opened.key)
    gc.collect()
    assert [one() for one in held] == [None, None, None]


def test_memory_that_an_analysis_took_is_kept_with_it():
    session = session_with()
    session.opened.keep(tiny_analysis(), 30_000_000)
    assert session.opened.by(CARD.sha256).memory_rise_bytes == 30_000_000
    assert Analysed(tiny_analysis()).memory_rise_bytes is None
