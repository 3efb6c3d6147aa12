import os
import time

import pytest
from pydicom.uid import MRImageStorage

from core.audit import Trail
from core.pacs import FoundSeries
from core.pacs.instance import read_instance
from core.receive import Inbox, Queueing, ReceiveSettings
from core.receive.ours import LOCK, MARKER
from core.worklist import Store
from tests.core.pacs.made_files import SERIES, STUDY, ct_file
from tests.core.worklist.made_records import some_record

MODEL = ("known", "0" * 64)


class Counting:
    """An archive that only counts."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.asked = 0

    def find_series(self, study_uid: str):
        self.asked += 1
        return (FoundSeries(STUDY, SERIES, n_instances=self.n),) if study_uid == STUDY else ()


@pytest.fixture
def made(tmp_path, monkeypatch):
    """`made(**settings)`: (inbox, queueing, lines said)"""

    def make(counts=None, **values):
        settings = ReceiveSettings(
            **({"folder": str(tmp_path / "inbox"), "free_bytes": 0, "quiet_seconds": 0.0} | values)
        )
        inbox = Inbox.open(settings)
        said: list[str] = []
        queueing = Queueing(inbox, settings, Store.open(), MODEL, counts, said.append)
        return inbox, queueing, said

    return make


def keep(inbox, numbers, **tags):
    for number in numbers:
        body = ct_file(number, **tags)
        inbox.keep(body, read_instance(body))


def codes(said):
    return [line.code for line in said]


def test_a_complete_series_is_queued_once_and_noted(made):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21))
    queueing.step()
    queueing.step()
    (item,) = queueing.store.queue.items()
    assert (item.state, item.n_slices, item.model_name) == ("waiting", 20, "known")
    assert item.paths == (str(inbox.series()[0].folder.absolute()),)
    assert codes(said) == ["series_queued"]
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did, entry.what) == ("receiver", "queued", "known")
    assert not any("4711" in line or "DOE" in line or STUDY in line for line in said)


def test_a_series_that_is_still_coming_waits(made):
    inbox, queueing, said = made(quiet_seconds=60.0)
    keep(inbox, range(1, 21))
    queueing.step()
    assert said == []


def test_it_need_not_wait_when_the_archive_counts_as_many(made, monkeypatch):
    counts = Counting(20)
    inbox, queueing, said = made(counts, quiet_seconds=3600.0)
    monkeypatch.setattr("core.receive.queueing._ASK_AFTER_SECONDS", 0.0)
    keep(inbox, range(1, 20))
    queueing.step()
    queueing.step()
    assert (said, counts.asked) == ([], 1)
    keep(inbox, [20])
    queueing.step()
    assert codes(said) == ["series_queued"]


def test_a_late_slice_queues_it_again(made):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21))
    queueing.step()
    keep(inbox, [21])
    queueing.step()
    (item,) = queueing.store.queue.items()
    assert (item.state, item.n_slices) == ("waiting", 21)
    assert codes(said) == ["series_queued", "series_known"]
    assert inbox.series()[0].is_settled


def test_a_late_slice_while_it_is_analysed_waits_for_the_end(made):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21))
    queueing.step()
    queueing.store.queue.claim()
    keep(inbox, [21])
    queueing.step()
    assert not inbox.series()[0].is_settled
    assert codes(said) == ["series_queued"]


def test_what_does_not_suit_is_set_aside_with_the_reason(made):
    inbox, queueing, said = made()
    keep(inbox, range(1, 4))
    queueing.step()
    assert queueing.store.queue.items() == []
    assert codes(said) == ["series_not_queued"]
    assert "only 3 images" in said[0]
    queueing.step()
    assert len(said) == 1


def test_what_is_no_ct_is_set_aside(made):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21), Modality="MR")
    queueing.step()
    assert codes(said) == ["series_not_queued"]


def test_a_model_of_mr_gets_mr(made):
    inbox, queueing, said = made()
    queueing.reads = "MR"
    keep(inbox, range(1, 21), SOPClassUID=MRImageStorage, Modality="MR")
    queueing.step()
    assert codes(said) == ["series_queued"]
    assert [item.n_slices for item in queueing.store.queue.items()] == [20]


@pytest.fixture
def consent_list(tmp_path, monkeypatch):
    """A list that allows another study alone."""
    path = tmp_path / "consent.txt"
    path.write_text("1.2.3\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    return path


def test_without_consent_nothing_is_queued_and_the_trail_says_so(made, consent_list):
    inbox, queueing, _ = made()
    keep(inbox, range(1, 21))
    queueing.step()
    assert queueing.store.queue.items() == []
    (entry,) = Trail.open().read()
    assert (entry.did, entry.what) == ("refused", "no_consent")
    consent_list.write_text(f"{STUDY}\n")
    keep(inbox, [21])
    queueing.step()
    assert len(queueing.store.queue.items()) == 1


@pytest.mark.usefixtures("consent_list")
def test_a_list_that_changes_while_files_are_looked_at_counts(made, monkeypatch):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21))
    monkeypatch.setattr(queueing, "_refusal", lambda _arrived: "")
    queueing.step()
    assert (queueing.store.queue.items(), codes(said)) == ([], ["series_not_queued"])
    (entry,) = Trail.open().read()
    assert (entry.did, entry.what) == ("refused", "no_consent")


def test_old_series_go_unless_they_wait(made):
    inbox, queueing, said = made(keep_days=1.0)
    keep(inbox, range(1, 21))
    keep(inbox, range(1, 4), series="1.2.9")
    queueing.step()
    for arrived in inbox.series():
        for path in arrived.folder.glob("*.dcm"):
            os.utime(path, (time.time() - 2 * 86_400,) * 2)
    inbox, queueing, said = made(keep_days=1.0)
    queueing.step()
    (left,) = inbox.series()
    assert left.n_files == 20
    assert codes(said) == ["series_removed"]
    # It is done.
    queueing.store.queue.failed(queueing.store.queue.claim(), "why")
    queueing.step()
    # It is not asked for again at once.
    assert len(inbox.series()) == 1
    queueing._later.clear()
    queueing.step()
    assert inbox.series() == []
    assert {path.name for path in inbox.folder.iterdir()} == {LOCK, MARKER}


def test_a_store_that_fails_loses_nothing(made, monkeypatch):
    from core.errors import StoreError

    inbox, queueing, said = made()
    keep(inbox, range(1, 21))

    def locked(*_, **__):
        raise StoreError("locked")

    monkeypatch.setattr("core.receive.queueing.add_inputs", locked)
    queueing.step()
    queueing.step()
    assert codes(said) == ["try_later"]
    monkeypatch.undo()
    queueing._later.clear()
    queueing.step()
    assert len(queueing.store.queue.items()) == 1


@pytest.mark.parametrize("starts_again", [False, True])
def test_a_clock_that_is_set_back_holds_nothing_up(made, monkeypatch, starts_again):
    inbox, queueing, said = made()
    keep(inbox, range(1, 21))
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() - 86_400)
    if starts_again:
        inbox.close()
        inbox, queueing, said = made()
    queueing.step()
    assert codes(said) == ["series_queued"]


def test_a_receiver_that_was_ended_after_it_queued_still_knows_a_late_slice(made, monkeypatch):
    inbox, queueing, _ = made()
    keep(inbox, range(1, 21))
    monkeypatch.setattr(inbox, "settle", lambda arrived: None)
    queueing.step()
    inbox.close()
    inbox, queueing, said = made()
    keep(inbox, [21])
    claim = queueing.store.queue.claim()
    queueing.step()
    assert (said, inbox.series()[0].is_settled) == ([], False)
    queueing.store.queue.done(claim, some_record(1, weights_sha256=MODEL[1]))
    queueing._later.clear()
    queueing.step()
    (item,) = queueing.store.queue.items()
    assert (item.state, item.n_slices, inbox.series()[0].is_settled) == ("waiting", 21, True)
