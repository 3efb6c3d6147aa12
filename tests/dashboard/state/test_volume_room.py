"""Memory for volume files: asked for before one is unpacked, given back before the next."""

from __future__ import annotations

import gc
import threading

import pytest

from core.dicom.items import Container
from dashboard.state import volume_room
from dashboard.state.hold import MemoryShortError
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from dashboard.state.volume_room import room_for_volumes
from tests.coded import raises


@pytest.fixture
def memory(monkeypatch) -> ServerMemory:
    """Room for 100 bytes, on a system that doesn't say what is resident."""
    small = ServerMemory(PROGRAM_BYTES + 100, lambda: None, lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", small)
    return small


def test_each_thread_holds_the_volume_that_it_unpacks(memory):
    with room_for_volumes("a") as limits:
        limits.room(60)
        assert memory.held("series") == 60
        limits.room(70)
        assert memory.held("series") == 70
        thread = threading.Thread(target=limits.room, args=(30,))
        thread.start()
        thread.join(60)
        assert memory.held("series") == 100
    assert memory.held() == 0


def test_what_does_not_fit_is_refused_and_nothing_stays_held(memory):
    with raises(MemoryShortError, "larger_than_memory"), room_for_volumes("a") as limits:
        limits.room(101)
    with memory.take("series", 60):
        refused = raises(MemoryShortError, "memory_is_full")
        with refused, room_for_volumes("a", patience=0.0) as limits:
            limits.room(50)
        assert memory.held() == 60


def test_it_takes_the_place_of_what_was_held_for_the_same_images(memory):
    slices = memory.take("series", 60)
    with room_for_volumes("a", instead_of=slices, patience=0.0) as limits:
        assert memory.held() == 60
        limits.room(90)
        assert memory.held() == 90
    assert memory.held() == 0


def test_spare_bytes_of_an_upload_are_used(memory):
    files = memory.take("files", 10, spare=90)
    with room_for_volumes("a", out_of=files, patience=0.0) as limits:
        limits.room(90)
        assert memory.used() == PROGRAM_BYTES + 100


def test_what_stays_is_held_until_what_it_goes_with_is_gone(memory):
    archive, other = Container(1000), Container(1000)
    with room_for_volumes("a", patience=0.0) as limits:
        limits.stays(40, archive)
        limits.stays(30, archive)
        limits.stays(20, other)
        assert memory.held("files") == 90
        with raises(MemoryShortError, "memory_is_full"):
            limits.stays(11, archive)
    assert memory.held("files") == 90
    del archive
    gc.collect()
    assert memory.held("files") == 20
    del other
    gc.collect()
    assert memory.held() == 0


def test_what_was_asked_for_is_promised_until_it_is_unpacked(monkeypatch):
    resident = [PROGRAM_BYTES]
    measured = ServerMemory(PROGRAM_BYTES + 100, lambda: resident[0], lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", measured)
    archive = Container(1000)
    with room_for_volumes("a", patience=0.0) as limits:
        limits.stays(40, archive)
        assert measured.used() == PROGRAM_BYTES + 40
        resident[0] += 40
        limits.stays(60, archive)
        assert measured.used() == PROGRAM_BYTES + 100
        resident[0] += 60
    assert measured.used() == PROGRAM_BYTES + 100
