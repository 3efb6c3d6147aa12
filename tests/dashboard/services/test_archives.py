"""What comes into memory is counted, and what is queued goes into no folder of somebody else."""

import gc
import threading
from types import SimpleNamespace

import pytest

from core.errors import PacsError
from core.pacs import Site
from dashboard.services.archives import CountedTarget, queueing
from dashboard.state.hold import MemoryShortError
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from tests.coded import raises
from tests.core.pacs.made_files import wanted


@pytest.fixture
def memory() -> ServerMemory:
    """Room for twelve bytes of files, and as many of images."""
    return ServerMemory(PROGRAM_BYTES + 24, lambda: None, lambda: None)


def test_files_are_held_until_they_are_gone(memory):
    target = CountedTarget(memory)
    target.keep("a.dcm", b"123456")
    target.keep("b.dcm", b"12345")
    target.finish()
    assert (memory.held("files"), target.hold.spare) == (11, 11)
    hold = target.hold
    del target
    gc.collect()
    assert memory.held() == 0
    assert hold.is_over


def test_a_series_that_no_longer_fits_is_given_up_and_leaves_nothing(memory):
    target = CountedTarget(memory)
    target.keep("a.dcm", b"123456")
    with raises(MemoryShortError, "memory_is_full"):
        target.keep("b.dcm", b"1234567")
    target.drop()
    assert (target.files, memory.held()) == ([], 0)


def test_a_series_is_queued_into_no_folder_that_holds_other_files(tmp_path, monkeypatch):
    theirs = tmp_path / "originals" / "Patient 1" / "one.dcm"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    settings = tmp_path / "pacs.toml"
    settings.write_text(f'[receive]\nfolder = "{tmp_path / "originals"}"\n')
    monkeypatch.setenv("LIVERLENS_PACS", str(settings))
    session, card = SimpleNamespace(who=""), SimpleNamespace()
    # Nobody listens there: it is refused before the archive is asked.
    site = Site("main", "dicomweb", url="http://127.0.0.1:1")
    work = queueing(session, site, SimpleNamespace(series=wanted()), card)
    with raises(PacsError, "inbox_holds_others", str(tmp_path / "originals")):
        work(lambda *_: None, threading.Event())
    assert [path for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [theirs]
