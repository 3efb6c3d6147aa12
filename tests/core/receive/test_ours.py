"""An inbox holds what the receiver wrote, and nothing else is counted, changed or removed."""

import os
import time
from pathlib import Path

import pytest

from core.errors import PacsError
from core.receive import Inbox, remove_old
from core.receive.ours import LOCK, MARKER
from core.worklist import Store
from tests.core.pacs.made_files import ct_file
from tests.core.receive.inbox_case import NAME, files, inbox_settings, keep
from tests.core.refused import refused


@pytest.fixture
def settings(tmp_path):
    return inbox_settings(tmp_path)


def long_ago(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (time.time() - 100 * 86_400,) * 2)


def all_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    "name",
    [
        "Patient 1/one.dcm",
        "one.dcm",
        ".removed-by-hand/one.dcm",
        ".backup.part",
        f"{NAME[:-1]}/one.dcm",
        f"{NAME}0/{NAME}.dcm",
        NAME,
    ],
)
def test_a_folder_that_holds_other_files_is_no_inbox_and_stays_as_it_is(settings, name):
    path = settings.inbox / name
    path.parent.mkdir(parents=True)
    settings.inbox.chmod(0o755)
    path.write_bytes(ct_file(1))
    long_ago(settings.inbox)
    before = all_in(settings.inbox)
    for step in (lambda: Inbox.open(settings), lambda: remove_old(settings, Store.open())):
        with refused(PacsError, "inbox_holds_others", settings.folder):
            step()
    assert all_in(settings.inbox) == before
    assert settings.inbox.stat().st_mode & 0o777 == 0o755


def test_what_is_put_into_an_inbox_later_is_neither_counted_nor_removed(settings):
    with Inbox.open(settings) as inbox:
        keep(inbox, ct_file(1))
        keep(inbox, ct_file(1, series="1.2.9"))
        mixed, _ = (one.folder for one in inbox.series())
    theirs = [
        settings.inbox / "Patient 1" / "one.dcm",
        settings.inbox / NAME / "one.dcm",
        settings.inbox / ".removed-by-hand" / "one.dcm",
        settings.inbox / f".removed-{16 * 'b'}" / "one.dcm",
        settings.inbox / ".pacs-notes" / f"{NAME}.dcm",
        settings.inbox / ".backup.part",
        mixed / "notes.txt",
        mixed / "more" / f"{NAME}.dcm",
        mixed / ".liverlens-abc_0123" / "notes.txt",
    ]
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"theirs")
    long_ago(settings.inbox)
    with Inbox.open(settings) as inbox:
        assert inbox.n_files == 2
        inbox.look_again()
        assert inbox.n_files == 2
    assert remove_old(settings, Store.open()) == 2
    assert set(files(settings)) == set(theirs)
    assert remove_old(settings, Store.open()) == 0
    with Inbox.open(settings) as inbox:
        keep(inbox, ct_file(1))
        assert inbox.n_files == 1


def test_a_link_in_an_inbox_is_not_followed(settings, tmp_path):
    originals = tmp_path / "originals"
    originals.mkdir()
    (originals / f"{NAME}.dcm").write_bytes(ct_file(1))
    long_ago(originals)
    with Inbox.open(settings) as inbox:
        keep(inbox, ct_file(1))
        (series,) = inbox.series()
    (settings.inbox / NAME).symlink_to(originals)
    (settings.inbox / f".removed-{16 * 'a'}").symlink_to(originals)
    (series.folder / f"{NAME}.dcm").symlink_to(originals / f"{NAME}.dcm")
    long_ago(series.folder)
    assert remove_old(settings, Store.open()) == 1
    assert all_in(originals) == {f"{NAME}.dcm": ct_file(1)}


def test_an_inbox_of_an_earlier_version_goes_on(settings):
    with Inbox.open(settings) as inbox:
        keep(inbox, ct_file(1))
        inbox.settle(inbox.series()[0])
    (settings.inbox / MARKER).unlink()
    # As the root of a file system of its own has it.
    (settings.inbox / "lost+found").mkdir()
    (settings.inbox / f".{16 * 'a'}.part").write_bytes(b"half")
    # What a crash has left while the state was written, now and before.
    (series,) = (path for path in settings.inbox.iterdir() if len(path.name) == 32)
    (series / ".liverlens-abc_0123").mkdir()
    (series / ".liverlens-abc_0123" / "part").write_bytes(b"half")
    (series / "..queued.json.part").write_bytes(b"half")
    with Inbox.open(settings) as inbox:
        assert (inbox.n_files, inbox.series()[0].is_settled) == (1, True)
    assert (settings.inbox / MARKER).is_file()
    long_ago(settings.inbox)
    assert remove_old(settings, Store.open()) == 1
    assert {path.name for path in settings.inbox.iterdir()} == {LOCK, MARKER, "lost+found"}
