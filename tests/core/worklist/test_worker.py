import shutil
import threading
from contextlib import contextmanager

import pytest

from core.errors import Cancelled, InputError, StoreError
from core.worklist import Finder, Store, add_inputs, sentences, work, work_on, worker
from tests.core.refused import refused
from tests.core.worklist.made_records import WEIGHTS, quick_analysis


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "kept" / "worklist.sqlite3")


@pytest.fixture
def queued(store, series_folder):
    """Three queued series, and the folder they are in."""
    folder = series_folder(3)
    add_inputs(store, [folder], "quick", WEIGHTS)
    return folder


def states(store: Store) -> list[str]:
    return [item.state for item in store.queue.items()]


def test_all_are_analysed_and_saved(store, queued):
    outcomes = list(work(store, quick_analysis))
    assert [outcome.error for outcome in outcomes] == [""] * 3
    assert states(store) == ["done"] * 3
    records = store.list()
    assert {record.id for record in records} == {outcome.record.id for outcome in outcomes}
    assert len({record.pseudonym for record in records}) == 3
    # 3 slices of 1000 mm², 5 mm apart.
    assert {record.liver_ml for record in records} == {15.0}
    assert list(work(store, quick_analysis)) == []


def test_progress_is_passed_on_for_each(store, queued):
    seen = []
    list(work(store, quick_analysis, progress=lambda item, *counts: seen.append((item.id, counts))))
    assert seen == [(number, (done, 3)) for number in (1, 2, 3) for done in (1, 2, 3)]


def test_at_most_so_many(store, queued):
    assert len(list(work(store, quick_analysis, limit=2))) == 2
    assert states(store) == ["done", "done", "waiting"]


def test_one_that_fails_does_not_stop_the_others(store, queued):
    calls = []

    def second_fails(series, *rest):
        calls.append(series.uid)
        if len(calls) == 2:
            raise InputError("Slice 3 is empty: send it again.")
        return quick_analysis(series, *rest)

    outcomes = list(work(store, second_fails))
    assert [outcome.error for outcome in outcomes] == ["", "Slice 3 is empty: send it again.", ""]
    assert outcomes[1].record is None
    assert states(store) == ["done", "failed", "done"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "The series of 3 slices needs more memory than there is"),
        (OSError(5, "Input/output error"), "A file can't be read: Input/output error."),
    ],
)
def test_failures_of_the_machine_are_sentences(store, queued, error, sentence):
    def fails(*_):
        raise error

    outcomes = list(work(store, fails))
    assert all(outcome.error.startswith(sentence) for outcome in outcomes)
    assert states(store) == ["failed"] * 3


def test_files_that_are_gone(store, queued):
    shutil.rmtree(queued / "s01")
    errors = [outcome.error for outcome in work(store, quick_analysis)]
    assert errors == [
        "",
        sentences.series_gone("scans"),
        "",
    ]
    shutil.rmtree(queued)
    store.queue.retry()
    (outcome,) = work(store, quick_analysis)
    assert outcome.error == "scans does not exist: check the path."


def test_files_that_came_later_are_found(store, series_folder):
    folder = series_folder(2, "one")
    add_inputs(store, [folder], "quick", WEIGHTS)
    hidden = (folder / "s01").rename(folder.parent / "hidden")
    running = work(store, quick_analysis)
    next(running)
    hidden.rename(folder / "s01")
    assert [outcome.error for outcome in running] == [""]


def test_stopped_by_the_user_the_one_at_hand_waits_as_if_untouched(store, queued):
    stop = threading.Event()

    def stopped(series, name, progress, cancel):
        assert cancel is stop
        cancel.set()
        raise Cancelled("The analysis was cancelled.")

    with pytest.raises(Cancelled):
        list(work(store, stopped, cancel=stop))
    assert [(item.state, item.attempts) for item in store.queue.items()] == [("waiting", 0)] * 3
    with refused(Cancelled, "work_stopped"):
        list(work(store, quick_analysis, cancel=stop))


def test_interrupted_from_the_keyboard(store, queued):
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(work(store, interrupted))
    assert [(item.state, item.attempts) for item in store.queue.items()] == [("waiting", 0)] * 3


def test_a_fault_in_the_program_counts_and_the_third_sets_the_series_aside(store, queued):
    def faulty(series, *rest):
        if series.uid.endswith(".0"):
            raise ZeroDivisionError
        return quick_analysis(series, *rest)

    for attempt in (1, 2, 3):
        with pytest.raises(ZeroDivisionError):
            list(work(store, faulty))
        assert store.queue.items()[0].attempts == attempt
    assert states(store) == ["set_aside", "waiting", "waiting"]
    assert len(list(work(store, faulty))) == 2


def test_a_store_that_fails_stops_the_work_and_the_series_waits(store, queued, monkeypatch):
    def full(*_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(worker, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(store.queue, "done", full)
    with pytest.raises(StoreError, match="The disk is full"):
        list(work(store, quick_analysis))
    assert [(item.state, item.attempts) for item in store.queue.items()] == [("waiting", 0)] * 3
    assert store.count() == 0


@pytest.mark.parametrize("step", ["done", "failed", "release"])
def test_a_store_that_is_locked_at_the_end_is_tried_again(store, queued, monkeypatch, step):
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0)
    take, tries, analysed = getattr(store.queue, step), [], []

    def locked_twice(*arguments, **options):
        tries.append(1)
        if len(tries) < 3:
            raise StoreError("The worklist is locked.")
        return take(*arguments, **options)

    def analyse(series, *rest):
        analysed.append(series.uid)
        if step == "failed":
            raise InputError("Slice 3 is empty: send it again.")
        if step == "release":
            raise StoreError("The disk is full.")
        return quick_analysis(series, *rest)

    monkeypatch.setattr(store.queue, step, locked_twice)
    if step == "release":
        with pytest.raises(StoreError, match="The disk is full"):
            list(work(store, analyse, limit=1))
    else:
        list(work(store, analyse, limit=1))
    assert (len(tries), len(analysed)) == (3, 1)
    after = {"done": "done", "failed": "failed", "release": "waiting"}[step]
    assert states(store) == [after, "waiting", "waiting"]


def test_who_stops_the_work_does_not_wait_for_a_locked_store(store, queued, monkeypatch):
    stop, tries = threading.Event(), []

    def locked(*_):
        tries.append(1)
        stop.set()
        raise StoreError("The worklist is locked.")

    monkeypatch.setattr(store.queue, "done", locked)
    with pytest.raises(StoreError):
        list(work(store, quick_analysis, cancel=stop))
    assert len(tries) == 1


def test_each_is_told_when_it_is_taken_before_it_is_analysed(store, queued):
    seen = []

    def analyse(series, *rest):
        seen.append(series.uid)
        return quick_analysis(series, *rest)

    list(work(store, analyse, limit=2, on_claim=lambda item: seen.append(item.id)))
    assert seen == [1, "1.2.3.100.0", 2, "1.2.3.100.1"]


def test_a_store_that_is_busy_for_a_moment_costs_no_analysis(store, queued, monkeypatch):
    def busy(*_):
        raise StoreError("The worklist is locked.")

    monkeypatch.setattr(store.queue, "progress", busy)
    assert [outcome.error for outcome in work(store, quick_analysis)] == [""] * 3


def test_removed_while_it_is_analysed_leaves_no_record(store, queued):
    def removed(series, *rest):
        if series.uid.endswith(".0"):
            store.queue.remove(1)
        return quick_analysis(series, *rest)

    assert [outcome.item.id for outcome in work(store, removed)] == [2, 3]
    assert store.count() == 2


def test_signs_of_life_while_it_is_analysed(store, queued, monkeypatch):
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.01)
    beats = threading.Semaphore(0)
    heartbeat = store.queue.heartbeat

    def counted(claim):
        held = heartbeat(claim)
        beats.release()
        return held

    monkeypatch.setattr(store.queue, "heartbeat", counted)

    def slow(*arguments):
        assert beats.acquire(timeout=60)
        assert beats.acquire(timeout=60)
        return quick_analysis(*arguments)

    assert len(list(work(store, slow))) == 3
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_a_code_of_the_users_own_is_the_patient(store, series_folder):
    add_inputs(store, [series_folder(2)], "quick", WEIGHTS, patient_code="Trial 07")
    list(work(store, quick_analysis))
    assert {record.pseudonym for record in store.list()} == {
        store.key.pseudonym_of_code("Trial 07")
    }


def test_no_name_and_no_number_of_a_header_is_on_disk(store, queued):
    list(work(store, quick_analysis))
    files = sorted(store._database.location.file.parent.iterdir())
    assert "worklist.sqlite3" in [path.name for path in files]
    content = b"".join(path.read_bytes() for path in files).lower()
    assert store.list()[0].pseudonym.encode() in content
    for number in range(3):
        for secret in (f"NAME^{number}", f"ID-{1000 + number}", f"1.2.3.100.{number}"):
            assert secret.lower().encode() not in content


def test_files_are_read_inside_the_block_that_lets_only_so_many_read(store, queued):
    seen = []

    @contextmanager
    def slot():
        seen.append("in")
        yield
        seen.append("out")

    def analyse(series, *rest):
        seen.append("analyse")
        return quick_analysis(series, *rest)

    outcome = work_on(store, store.queue.claim(), Finder(store.key), analyse, reading=slot)
    assert outcome.record is not None
    assert seen == ["in", "out", "analyse"]


def test_the_store_is_told_as_often_as_it_is_asked_to_be(store, queued, monkeypatch):
    told = []
    monkeypatch.setattr(store.queue, "progress", lambda claim, done, total: told.append(done))
    finder = Finder(store.key)
    for seconds in (0.0, 3600.0):
        work_on(store, store.queue.claim(), finder, quick_analysis, progress_seconds=seconds)
    # Every slice of the first series; of the second only the first and the last.
    assert told == [1, 2, 3, 1, 3]
