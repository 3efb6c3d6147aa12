from __future__ import annotations

import gc

import pytest

from core.dicom import MemoryFile
from core.errors import InputError
from dashboard.state.inbox import Inbox, Room, inbox_of
from tests.coded import raises

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


def test_room_is_given_back_whatever_happens():
    room = Room()
    with pytest.raises(OSError, match="cut off"), room.hold(6, most=10):
        assert room.has(4, 10)
        assert not room.has(5, 10)
        with raises(InputError, "server_takes_other_uploads"), room.hold(5, most=10):
            pass
        assert room.taken == 6
        raise OSError("cut off")
    assert room.taken == 0
