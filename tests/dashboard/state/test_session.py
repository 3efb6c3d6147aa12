import gc
import threading
import weakref

from core.errors import Cancelled, UsageError
from dashboard.state import jobs
from dashboard.state.session import Session
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import CARD, MODEL, discovery_of, session_with, tiny_series

DEADLINE = 20.0


def finish(session: Session) -> None:
    for job in list(session.jobs.values()):
        job.wait(DEADLINE)
    session.collect()


def test_the_longest_of_the_new_series_comes_into_view():
    session = Session()
    short, long = hu_series(tiny_series().volume[:3]), tiny_series()
    session.opened(discovery_of(short, long), "")
    assert session.entry.n_slices == 6


def test_an_analysis_is_run_once_for_a_series_and_model():
    session = session_with()
    job = session.start_analysis(session.entry, MODEL)
    assert session.start_analysis(session.entry, MODEL) is job
    finish(session)
    assert session.analysis(session.entry, CARD) is job.result
    assert session.start_analysis(session.entry, MODEL) is None
    assert session.job(session.entry, CARD) is None


def test_whoever_has_not_moved_is_brought_to_the_most_suspicious_slice():
    session = session_with()
    before = session.places.last_jump(session.entry)
    session.start_analysis(session.entry, MODEL)
    finish(session)
    after = session.places.last_jump(session.entry)
    assert before == {"slice": 3, "nonce": 0, "only_from": None}
    scores = session.analysis(session.entry, CARD).probabilities[:, 2]
    assert after == {"slice": int(scores.argmax()), "nonce": 1, "only_from": 3}


def test_a_reader_who_has_moved_stays_there_when_the_analysis_comes():
    session = session_with()
    session.places.saw(session.entry, 1)
    session.start_analysis(session.entry, MODEL)
    finish(session)
    assert session.places.last_jump(session.entry) == {"slice": 1, "nonce": 0, "only_from": None}


def test_a_failed_analysis_becomes_a_notice_and_can_be_run_again(monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("it can't be done: do something else.")

    session = session_with()
    monkeypatch.setattr(jobs.AnalysisJob.__init__, "__defaults__", (refuse, jobs.time.monotonic))
    session.start_analysis(session.entry, MODEL)
    finish(session)
    assert [(n.kind, n.text) for n in session.notices] == [
        ("error", "it can't be done: do something else.")
    ]
    assert session.job(session.entry, CARD) is None


def test_an_analysis_is_cancelled_when_its_session_is_gone(monkeypatch):
    def wait_for_the_end(_series, _model, *, progress, cancel):
        cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    monkeypatch.setattr(
        jobs.AnalysisJob.__init__, "__defaults__", (wait_for_the_end, jobs.time.monotonic)
    )
    session = session_with()
    job = session.start_analysis(session.entry, MODEL)
    gone = weakref.ref(session)
    del session
    gc.collect()
    assert gone() is None
    job.wait(DEADLINE)
    assert job.finished


def test_letting_a_volume_go_drops_all_that_was_made_from_it():
    session = session_with(analysed=True)
    old = session.entry
    session.shelf._max_bytes = 1
    session.derived((old.digest, "x"), lambda: 1)
    newer = hu_series(tiny_series().volume + 1)
    (entry,) = session.opened(discovery_of(newer), "")
    session.loaded(entry.key, newer)
    assert old.series is None
    assert session.analysis(old, CARD) is None
    assert session.shown == {}


def test_a_closed_series_takes_all_that_was_kept_of_it_along(monkeypatch):
    released = []
    monkeypatch.setattr("dashboard.state.volumes.release", released.append)
    session = session_with(analysed=True)
    session.card = CARD
    closed = session.entry
    session.jump(closed, 3, lesion=1)
    session.publish((closed.digest, "ct"), closed.series.volume, closed.series.affine_ras, "ct")
    begun = threading.Event()

    def wait_for_the_end(_progress, cancel):
        begun.set()
        cancel.wait(DEADLINE)

    task = session.begin((closed.digest, "x"), wait_for_the_end, name="It")
    begun.wait(DEADLINE)
    url = session.urls[closed.digest, "ct"]
    session.close(closed.key)
    task.wait(DEADLINE)
    assert task.off.is_set()
    assert released == [url]
    assert len(session.shelf) == 0
    assert session.entry is None
    for held in (session.analyses, session.shown, session.marked, session.tasks):
        assert not held
    assert not session.places.was_left(closed)
    session.close(closed.key)  # gone already


def test_an_upload_that_is_closed_before_it_was_read_is_not_worked_on_further():
    session = Session()
    (entry,) = session.opened(discovery_of(tiny_series()), "")
    task = session.begin(
        (entry.key, "to the worklist", CARD.sha256),
        lambda _progress, cancel: cancel.wait(DEADLINE),
        name="Upload of 6 slices",
    )
    session.close(entry.key)
    assert task.off.is_set()
    assert session.tasks == {}


def test_a_new_answer_puts_the_findings_of_other_models_out_of_date():
    session = session_with()
    digest = session.entry.digest
    beside = (digest, "other weights", "findings", CARD.sha256)
    elsewhere = ("other digest", "other weights", "findings", CARD.sha256)
    session.shown = {beside: "old", (digest, "other weights", "outlines"): 1, elsewhere: 2}
    session.start_analysis(session.entry, MODEL)
    finish(session)
    assert list(session.shown.values()) == [1, 2]


def test_after_the_one_in_view_is_closed_the_one_before_it_comes_back():
    session = session_with(analysed=True)
    first = session.entry
    newer = hu_series(tiny_series().volume + 1)
    (entry,) = session.opened(discovery_of(newer), "")
    session.loaded(entry.key, newer)
    session.close(entry.key)
    assert session.entry is first
    assert session.analysis(first, CARD) is not None


def test_a_jump_to_a_lesion_marks_it_until_the_next_jump():
    session = session_with(analysed=True)
    session.card = CARD
    session.jump(session.entry, 3, lesion=2)
    assert list(session.marked.values()) == [2]
    session.jump(session.entry, 3)
    assert session.marked == {}


def test_asking_again_keeps_the_answer_until_the_better_one_is_there():
    session = session_with(analysed=True)
    before = session.analysis(session.entry, CARD)
    session.derived((session.entry.digest, CARD.sha256, "findings"), lambda: "old")
    job = session.start_analysis(session.entry, MODEL, views=1)
    assert session.analysis(session.entry, CARD) is before
    assert session.job(session.entry, CARD) is job
    finish(session)
    after = session.analysis(session.entry, CARD)
    assert (job.done, job.total) == (12, 12)
    assert after.slice_interval.n_views == 1
    assert after.patient.interval is not None
    assert session.shown == {}
    assert session.start_analysis(session.entry, MODEL, views=1) is None


def test_opening_the_same_pixels_again_shows_the_earlier_entry():
    session = session_with()
    first = session.entry
    (again,) = session.opened(discovery_of(tiny_series()), "")
    assert session.loaded(again.key, tiny_series()) is first
    assert session.entry is first
    assert [n.text for n in session.notices] == [
        "This series was already open: its earlier entry is shown."
    ]


def test_a_notice_is_shown_once_and_can_be_dismissed():
    session = Session()
    session.notify("a")
    session.notify("a")
    session.notify("b", "error")
    assert [n.text for n in session.notices] == ["a", "b"]
    session.dismiss(session.notices[:1])
    assert [n.text for n in session.notices] == ["b"]
    session.dismiss()
    assert session.notices == []


def test_what_is_derived_is_computed_once():
    calls = []
    session = Session()
    for _ in range(2):
        session.derived(("d", 1), lambda: calls.append(1))
    assert calls == [1]


def test_what_was_analysed_and_closed_is_let_go_while_its_session_lives():
    session = session_with()
    job = session.start_analysis(session.entry, MODEL)
    job.wait(DEADLINE)
    session.collect()
    held = [weakref.ref(job), weakref.ref(session.entry.series), weakref.ref(job.result)]
    del job
    session.close(session.entry.key)
    gc.collect()
    assert [one() for one in held] == [None, None, None]
