import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import PacsError
from core.pacs.instance import read_instance
from core.receive import Inbox, ReceiveSettings, remove_old
from core.receive.ours import LOCK, MARKER
from core.receive.part import AnotherUnderUidError, NoRoomError
from core.worklist import Store, add_inputs
from tests.core.pacs.made_files import ct_file
from tests.core.receive.inbox_case import NAME, files, inbox_settings, keep
from tests.core.refused import refused

REPO = Path(__file__).parents[3]


@pytest.fixture
def settings(tmp_path):
    return inbox_settings(tmp_path)


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
    # The file before it had its name, the folder of series, and the folder of the series.
    assert flushed[0].endswith(".part")
    assert flushed[1:] == [str(settings.inbox), str(path.parent)]


def test_after_a_restart_everything_is_there_and_halves_are_gone(settings):
    inbox = Inbox.open(settings)
    for number in (1, 2):
        keep(inbox, ct_file(number))
    keep(inbox, ct_file(1, series="1.2.9"))
    (arrived, *_) = inbox.series()
    removed, fetched = settings.inbox / f".removed-{16 * 'a'}", settings.inbox / ".pacs-abc_0123"
    (settings.inbox / f".{16 * 'a'}.part").write_bytes(b"half")
    for folder in (removed, fetched):
        folder.mkdir()
        (folder / f"{NAME}.dcm").write_bytes(b"half removed, or half fetched")
    inbox.settle(arrived)
    again = Inbox.open(settings)
    assert again.n_files == 3
    assert {one.folder.name: one.is_settled for one in again.series()} == {
        one.folder.name: one.folder == arrived.folder for one in inbox.series()
    }
    hidden = {path.name for path in settings.inbox.glob(".*")}
    assert hidden == {LOCK, MARKER, fetched.name}
    os.utime(fetched, (time.time() - 2 * 86_400,) * 2)
    Inbox.open(settings)
    assert not fetched.exists()


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


def test_a_file_that_comes_piece_by_piece_is_kept_as_one_that_comes_at_once(settings):
    inbox = Inbox.open(settings)
    body = ct_file(1)
    for _ in range(2):
        with inbox.begin() as part:
            part.write(body[:100])
            part.write(body[100:])
            part.finish()
            inbox.take(part, read_instance(part.path))
    (path,) = files(settings)
    assert path.read_bytes() == body
    assert (inbox.n_files, inbox._n_bytes) == (1, len(body))
    with inbox.begin() as part:
        part.write(ct_file(1, PatientID="other"))
        with pytest.raises(AnotherUnderUidError):
            inbox.take(part, read_instance(body))
    with inbox.begin() as part:
        part.write(b"half")
    assert files(settings) == [path]


def test_a_series_that_gets_a_file_while_it_is_to_be_removed_stays(settings):
    inbox = Inbox.open(settings)
    keep(inbox, ct_file(1))
    (arrived,) = inbox.series()
    keep(inbox, ct_file(2))
    assert not inbox.remove(arrived)
    assert (inbox.n_files, len(files(settings))) == (2, 2)
    assert inbox.remove(inbox.series()[0])
    assert (inbox.n_files, files(settings)) == (0, [])


def test_series_that_the_app_puts_there_are_noticed_as_settled(settings):
    inbox = Inbox.open(settings)
    folder = settings.inbox / NAME
    folder.mkdir()
    (folder / f"{NAME}.dcm").write_bytes(ct_file(1))
    inbox.look_again()
    inbox.look_again()
    (arrived,) = inbox.series()
    assert (arrived.n_files, arrived.is_settled) == (1, True)
    assert inbox._n_bytes == len(ct_file(1))


HOLD = """
import sys, time
from core.receive import Inbox, ReceiveSettings, remove_old
inbox = Inbox.open(ReceiveSettings(folder=sys.argv[1]))
print("open", flush=True)
time.sleep(600)
"""


def test_one_process_at_a_time(settings):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, settings.folder], stdout=subprocess.PIPE, text=True, cwd=REPO
    )
    try:
        assert process.stdout.readline() == "open\n"
        with refused(PacsError, "inbox_in_use", settings.folder):
            Inbox.open(settings)
        # A receiver is there: it removes.
        assert remove_old(replace(settings, keep_days=0.0), Store.open()) == 0
    finally:
        process.kill()
        process.communicate()
    Inbox.open(settings).close()


def old_series(settings: ReceiveSettings) -> Inbox:
    with Inbox.open(settings) as inbox:
        for number in range(1, 21):
            keep(inbox, ct_file(number))
        keep(inbox, ct_file(1, series="1.2.9"))
        keep(inbox, ct_file(1, series="1.2.10"))
        for arrived in inbox.series()[:2]:
            for path in arrived.folder.iterdir():
                os.utime(path, (time.time() - 2 * 86_400,) * 2)
    return inbox


def test_old_series_leave_without_a_receiver_unless_they_wait(settings):
    settings = replace(settings, keep_days=1.0)
    waits, goes, stays = old_series(settings).series()
    store = Store.open()
    add_inputs(store, [waits.folder], "known", "0" * 64)
    said = []
    assert remove_old(settings, store, said.append) == 1
    assert [line.code for line in said] == ["series_removed"]
    left = {path.name for path in settings.inbox.iterdir()}
    assert left == {waits.folder.name, stays.folder.name, LOCK, MARKER}
    assert goes.folder.name in said[0]


def test_without_an_inbox_none_is_made(tmp_path):
    folder = tmp_path / "none"
    assert remove_old(ReceiveSettings(folder=str(folder)), Store.open()) == 0
    assert not folder.exists()
