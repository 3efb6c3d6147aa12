from __future__ import annotations

import gc

from core.dicom import MemoryFile
from dashboard.state.inbox import Inbox, inbox_of
from dashboard.state.server_memory import ServerMemory

FILES = (MemoryFile("IM1", b"pixels"),)


def owned(owner: str = "me") -> Inbox:
    inbox = Inbox()
    inbox.owner = owner
    return inbox


def test_only_its_owner_reaches_it():
    mine, nobodys = owned(), owned("")
    assert inbox_of(mine.token, "me") is mine
    assert inbox_of(mine.token, "you") is None
    assert inbox_of(mine.token, "") is None
    assert inbox_of(nobodys.token, "") is None
    assert inbox_of("guessed", "me") is None


def test_files_are_taken_once_in_the_order_in_which_they_came_by_what_they_are_for():
    inbox, others = owned(), (MemoryFile("IM2", b""),)
    inbox.put(FILES)
    inbox.put(others)
    inbox.put((MemoryFile("mask", b"12"),), "reference")
    assert inbox.nbytes == 8
    assert [inbox.take(), inbox.take(), inbox.take()] == [FILES, others, ()]
    assert [file.name for file in inbox.take("reference")] == ["mask"]
    assert inbox.nbytes == 0


def test_its_end_stops_what_arrives_and_drops_what_waits():
    inbox = owned()
    inbox.put(FILES)
    arriving = inbox.begin()
    inbox.close()
    assert not arriving.is_wanted
    assert not inbox.begin().is_wanted
    inbox.put(FILES)
    assert inbox.take() == ()
    assert inbox_of(inbox.token, "me") is None


def test_a_later_upload_takes_the_place_of_one_under_way():
    inbox = owned()
    first, second = inbox.begin(), inbox.begin()
    assert (first.is_wanted, second.is_wanted) == (False, True)


def test_its_token_ends_with_the_session_that_held_it():
    inbox = owned()
    token = inbox.token
    del inbox
    gc.collect()
    assert inbox_of(token, "me") is None


def test_memory_is_held_for_what_waits_and_given_back_when_it_is_taken_and_gone():
    memory, inbox = ServerMemory(), owned()
    hold = memory.take("arriving", 100)
    inbox.put((MemoryFile("IM1", b"pixels"), MemoryFile("IM2", b"12")), hold=hold)
    assert (memory.held("arriving"), memory.held("files")) == (0, 8)
    files = inbox.take()
    assert files.hold is hold
    assert memory.held() == 8
    del files
    gc.collect()
    assert memory.held() == 0


def test_its_end_gives_back_what_was_held_and_what_was_promised():
    memory, inbox = ServerMemory(), owned()
    inbox.put((MemoryFile("IM1", b"pixels"),), hold=memory.take("arriving", 6))
    inbox.promised = memory.promise(memory.take("arriving", 10))
    assert memory.held() == 16
    inbox.close()
    gc.collect()
    assert memory.held() == 0
