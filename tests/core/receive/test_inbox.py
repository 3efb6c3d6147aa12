import os
import threading
import time

import pytest

from core.pacs.instance import read_instance
from core.receive import Inbox, ReceiveSettings
from core.receive.inbox import AnotherUnderUidError, NoRoomError
from tests.core.pacs.made_files import ct_file


@pytest.fixture
def settings(tmp_path):
    return ReceiveSettings(folder=str(tmp_path / "inbox"), free_bytes=0)


def keep(inbox: Inbox, body: bytes) -> None:
    found = read_instance(body)
    assert found is not None
    inbox.keep(body, found)


def files(settings: ReceiveSettings) -> list:
    return [path for path in settings.inbox.rglob("*") if path.is_file()]


def test_a_file_is_whole_for_its_owner_alone_and_says_nothing_by_its_name(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    (path,) = files(settings)
    assert path.read_bytes() == ct_file(1)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert settings.inbox.stat().st_mode & 0o777 == 0o700
    assert "826" not in str(path.relative_to(settings.inbox))


def test_the_same_file_twice_is_kept_once(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    keep(inbox, ct_file(1))
    assert (inbox.n_files, len(files(settings))) == (1, 1)


def test_another_file_under_the_same_uid_leaves_the_first(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    with pytest.raises(AnotherUnderUidError):
        keep(inbox, ct_file(1, PatientID="other"))
    assert [path.read_bytes() for path in files(settings)] == [ct_file(1)]


@pytest.mark.parametrize(
    "limits",
    [{"most_bytes": 1500}, {"most_file_bytes": 500}, {"free_bytes": 10**18}],
)
def test_without_room_nothing_is_written(tmp_path, limits):
    settings = ReceiveSettings(folder=str(tmp_path), **({"free_bytes": 0} | limits))
    inbox = Inbox.open(settings)
    with pytest.raises(NoRoomError):
        for number in range(1, 4):
            keep(inbox, ct_file(number))
    assert len(files(settings)) == inbox.n_files


def test_a_disk_that_fills_up_while_writing_leaves_no_half(settings, monkeypatch):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))

    def full(_descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoomError):
        keep(inbox, ct_file(2))
    assert len(files(settings)) == 1
    assert inbox.n_files == 1


def test_it_is_flushed_before_it_counts(settings, monkeypatch):
    inbox = Inbox.open(settings)
    flushed = []
    fsync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda d: (flushed.append(os.readlink(f"/proc/self/fd/{d}")), fsync(d))
    )
    keep(inbox, ct_file(1))
    (path,) = files(settings)
    # The folder of series, the file before it had its name, and the folder of the series.
    assert flushed[0] == str(settings.inbox)
    assert flushed[1].endswith(".part")
    assert flushed[2] == str(path.parent)


def test_after_a_restart_everything_is_there_and_halves_are_gone(settings):
    inbox = Inbox.open(settings)
    for number in (1, 2):
        keep(inbox, ct_file(number))
    keep(inbox, ct_file(1, series="1.2.9"))
    (arrived, *_) = inbox.series()
    (arrived.folder / ".abc.part").write_bytes(b"half")
    inbox.settle(arrived)
    again = Inbox.open(settings)
    assert again.n_files == 3
    assert {one.folder.name: one.is_settled for one in again.series()} == {
        one.folder.name: one.folder == arrived.folder for one in inbox.series()
    }
    assert not list(settings.inbox.rglob("*.part"))


def test_a_late_file_unsettles_its_series(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    inbox.settle(inbox.series()[0])
    assert inbox.series()[0].is_settled
    keep(inbox, ct_file(2))
    (arrived,) = inbox.series()
    assert (arrived.is_settled, arrived.n_files, arrived.n_queued) == (False, 2, 1)


def test_two_series_of_one_uid_in_two_studies_lie_apart(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1, study="1.2.3"))
    keep(inbox, ct_file(1, study="1.2.4"))
    assert len(inbox.series()) == 2


def test_a_removed_series_gives_its_room_back(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    inbox.remove(inbox.series()[0])
    assert (inbox.n_files, inbox._n_bytes, files(settings)) == (0, 0, [])


def test_many_threads_at_once_lose_and_double_nothing(settings):
    inbox = Inbox.open(settings)
    bodies = [ct_file(number, series=f"1.2.{number % 5}") for number in range(1, 31)]

    def send() -> None:
        for body in bodies:
            keep(inbox, body)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inbox.n_files, len(files(settings)), len(inbox.series())) == (30, 30, 5)
    assert inbox.series()[0].last <= time.time()
