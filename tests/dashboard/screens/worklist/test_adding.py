from __future__ import annotations

from dataclasses import replace

import pytest

from core.audit import Trail
from core.errors import ConsentError, InputError
from core.worklist import Store, add_inputs, work
from dashboard.screens.worklist import adding
from dashboard.services import (
    models,
    queue_worker,
    reopening,
    subscriptions,
    worklist,
    worklist_store,
)
from dashboard.state import loading, volume_room
from dashboard.state.hold import MemoryShortError
from dashboard.state.jobs import JobService
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.origin import ServerPath, Upload
from dashboard.state.server_memory import ServerMemory
from dashboard.state.session import Session
from tests.core.worklist.made_records import quick_analysis
from tests.core.worklist.made_series import write_series
from tests.dashboard.state.packed_header import packed_header
from tests.dashboard.tiny_case import (
    CARD,
    MODEL,
    NoProgress,
    discovery_of,
    tiny_analysis,
    tiny_series,
)
from tools.mock_dicom.mock_slice import write_all
from tools.mock_dicom.mr_slices import stack


@pytest.fixture(autouse=True)
def subscribed() -> None:
    subscriptions.subscribe()


@pytest.fixture
def woken(monkeypatch) -> list:
    """The queue is left alone; who would have been woken."""
    seen = []
    monkeypatch.setattr(queue_worker.QueueWorker, "wake", lambda self: seen.append(self))
    return seen


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder that the server offers, with two series."""
    root = write_series(tmp_path / "offered", 2)
    monkeypatch.setenv("LIVERLENS_DATA_DIRS", str(root))
    return root


@pytest.fixture
def store(woken) -> Store:
    return worklist_store.available()


def test_a_folder_is_queued_once(store, folder, woken):
    assert adding.add_folder(store, folder, CARD) == f"2 series queued for {CARD.name}."
    assert [(item.state, item.n_slices) for item in store.queue.items()] == [("waiting", 3)] * 2
    assert adding.add_folder(store, folder / "s01", CARD) == (
        f"0 series queued for {CARD.name}; 1 series queued or done before."
    )
    assert woken == [queue_worker.worker_of(store)] * 2


def test_who_queued_how_many_is_noted(store, folder):
    adding.try_to_add(
        Session(), lambda refused: adding.add_folder(store, folder, CARD, refused=refused)
    )
    (entry,) = Trail.open().read()
    assert (entry.did, entry.what) == ("queued", f"2 series queued for {CARD.name}.")


def test_a_volume_that_there_is_no_memory_for_is_not_unpacked(store, folder, monkeypatch):
    memory = ServerMemory(PROGRAM_BYTES + 100_000_000, lambda: None, lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    # 33.6 MB; unpacking takes three times that.
    (folder / "ct.nii.gz").write_bytes(packed_header((512, 512, 64)).data)
    with pytest.raises(MemoryShortError) as refused:
        adding.add_folder(store, folder, CARD)
    assert refused.value.code == "larger_than_memory"
    assert (store.queue.items(), memory.held()) == ([], 0)


def test_a_link_out_of_what_the_server_offers_is_refused(store, folder, tmp_path):
    secret = write_series(tmp_path / "secret", 1)
    (folder / "s00" / "out.dcm").symlink_to(secret / "s00" / "0.dcm")
    with pytest.raises(InputError) as refused:
        adding.add_folder(store, folder, CARD)
    assert refused.value.code == "link_leads_out"
    with pytest.raises(InputError) as refused:
        adding.add_folder(store, secret, CARD)
    assert refused.value.code == "not_in_an_offered_folder"
    assert store.queue.items() == []


def test_mr_is_left_out_of_a_folder_for_a_model_of_ct(store, folder):
    write_all(stack(), folder / "mr")
    left_out = f"1 MR series left out: {CARD.name} reads CT."
    assert adding.add_folder(store, folder, CARD) == f"2 series queued for {CARD.name}. {left_out}"
    session = Session()
    for name in ("s00", "mr"):
        loading.ask_for_server_path(session, folder / name)
        assert loading.open_pending(session, NoProgress())
    assert adding.add_open(session, store, CARD) == (
        f"0 series queued for {CARD.name}; 1 series queued or done before. {left_out}"
    )


def test_what_is_open_from_the_server_goes_into_the_queue_alone(store, folder):
    session = Session()
    loading.ask_for_server_path(session, folder / "s01")
    assert loading.open_pending(session, NoProgress())
    said = adding.add_open(session, store, CARD)
    assert said == f"1 series queued for {CARD.name}."
    (item,) = store.queue.items()
    assert item.paths == (str(folder / "s01"),)
    assert session.opened.job(CARD) is None


def test_the_headers_of_a_folder_are_read_once_for_its_open_series(store, tmp_path, monkeypatch):
    root = write_series(tmp_path / "three", 3)
    monkeypatch.setenv("LIVERLENS_DATA_DIRS", str(root))
    session = Session()
    loading.ask_for_server_path(session, root)
    assert loading.open_pending(session, NoProgress())
    closed, *_ = session.shelf
    session.close(closed.key)
    looked_at = []
    monkeypatch.setattr(
        adding,
        "add_inputs",
        lambda store, paths, *rest, **options: (
            looked_at.extend(paths) or add_inputs(store, paths, *rest, **options)
        ),
    )
    assert adding.add_open(session, store, CARD) == f"2 series queued for {CARD.name}."
    assert looked_at == [root]
    still_open = {store.key.series_digest(entry.uid) for entry in session.shelf}
    assert {item.series_digest for item in store.queue.items()} == still_open


def test_one_deleted_from_the_list_can_be_queued_again(store, folder):
    adding.add_folder(store, folder / "s00", CARD)
    ((record),) = [outcome.record for outcome in work(store, quick_analysis)]
    store.delete(record.id)
    assert adding.add_folder(store, folder / "s00", CARD) == f"1 series queued for {CARD.name}."


def test_series_that_were_refused_before_an_error_are_in_the_trail():
    session = Session(jobs=JobService(), who="browser-1")

    def add(refused):
        refused(ConsentError("Not on the list.", "1.2.3"))
        raise InputError("The folder is gone.")

    adding.try_to_add(session, add)
    assert {notice.text for notice in session.notices} == {
        "Not on the list.",
        "The folder is gone.",
    }
    assert [(entry.who, entry.did) for entry in Trail.open().read()] == [("browser-1", "refused")]


def test_an_upload_that_names_nobody_stays_with_the_patient_it_was_given(store, monkeypatch):
    unnamed = tiny_series(patient_name="", patient_id="")
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: unnamed)
    given = store.key.pseudonym_of_code("P-7")
    store.save(replace(worklist.save(tiny_analysis(unnamed)), pseudonym=given))
    session = Session(jobs=JobService(), who="browser-1")
    session.list_found(discovery_of(unnamed), Upload())
    assert adding.add_open(session, store, CARD) == (
        "1 series of this session under way, as long as it is open."
    )
    (upload,) = adding.uploads(session)
    upload.job.wait(60)
    assert [record.pseudonym for record in store.list()] == [given]
    assert [(entry.who, entry.did) for entry in Trail.open().read()] == [("browser-1", "analysed")]
    adding.remove_upload(upload.entry, upload.weights_sha256)
    assert adding.uploads(session) == []


def test_a_record_leads_back_to_what_is_open_here(store, folder):
    adding.add_folder(store, folder / "s00", CARD)
    (item,) = store.queue.items()
    (record,) = [outcome.record for outcome in work(store, quick_analysis)]
    assert record.series_digest == item.series_digest
    session = Session()
    assert reopening.entry_of(session, record) is None
    # The queue has forgotten where it lay; the record has not.
    assert [item.paths for item in store.queue.items()] == [()]
    origin = reopening.origin_on_server(store, record)
    assert origin == ServerPath(folder / "s00")
    reopening.open_record(session, record, None, origin)
    assert loading.open_pending(session, NoProgress())
    assert reopening.entry_of(session, record) is session.opened


def test_what_is_not_on_the_operators_list_is_left_out_with_a_notice(
    store, folder, tmp_path, monkeypatch
):
    (tmp_path / "consent.txt").write_text("1.2.3.50.1\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    session = Session()
    adding.try_to_add(
        session, lambda refused: adding.add_folder(store, folder, CARD, refused=refused)
    )
    assert len(store.queue.items()) == 1
    assert [(notice.code, notice.kind) for notice in session.notices] == [
        ("folder_queued", "info"),
        ("no_consent", "warning"),
    ]
    told = [(entry.did, entry.what) for entry in Trail.open().read()]
    assert told == [("queued", f"1 series queued for {CARD.name}."), ("refused", "no_consent")]
