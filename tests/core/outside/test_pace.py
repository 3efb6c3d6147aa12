"""How long a body may take."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.outside import pace


def read(*pieces: bytes, pause: float = 0.0, ends: bool = True, **limits: float) -> list[bytes]:
    """What comes through of these pieces; without an end the sender stays silent."""

    async def come():
        for piece in pieces:
            await asyncio.sleep(pause)
            yield piece
        if not ends:
            await asyncio.sleep(3600)

    async def through() -> list[bytes]:
        return [piece async for piece in pace.in_time(come(), **limits)]

    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, through()).result()


def test_every_piece_comes_through():
    assert read(b"ab", b"", b"c") == [b"ab", b"", b"c"]
    assert read() == []


def test_silence_ends_it(monkeypatch):
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        read(b"abc", ends=False)


def test_drops_that_come_in_time_end_it_too(monkeypatch):
    """Each comes before the silence is too long, and all are less than 1 kB a second."""
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.4)
    with pytest.raises(TimeoutError):
        read(*[b"x"] * 1000, pause=0.02)


def test_what_is_fast_enough_may_still_not_last_for_ever():
    with pytest.raises(TimeoutError):
        read(*[bytes(10_000)] * 1000, pause=0.02, most_seconds=0.2)


@pytest.mark.parametrize(
    ("size", "length", "seconds", "gives_way"),
    [
        # 2 GB in ten minutes: 3.33 MB a second.
        (0, 2 * 10**9, 60.0, False),
        (200_000_000, 2 * 10**9, 61.0, True),
        (204_000_000, 2 * 10**9, 61.0, False),
        # The half at once, and drops from then on: five minutes.
        (10**9, 2 * 10**9, 300.0, False),
        (10**9 + 300_000, 2 * 10**9, 301.0, True),
        # A small one needs no fast line.
        (120_000, 10**6, 61.0, False),
        (100_000, 10**6, 61.0, True),
        # After ten minutes only what is whole.
        (10**6 - 1, 10**6, 600.0, True),
        (10**6, 10**6, 600.0, False),
    ],
)
def test_while_others_wait_a_body_may_take_ten_minutes(size, length, seconds, gives_way):
    assert pace.gives_way(size, length, seconds) == gives_way
