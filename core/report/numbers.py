"""Where the numbers of lesions stand on a picture: beside each, off the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Right above, left above, right below, left below, above, below, right, left.
_SIDES = ((1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1), (1, 0), (-1, 0))


@dataclass(frozen=True)
class Box:
    """A rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_numbers(
    lesions: Mapping[int, Box],
    sizes: Mapping[int, tuple[float, float]],
    room: tuple[float, float],
    gap: float = 1.5,
) -> dict[int, Box]:
    """Lesion id -> the box of its number, within (width, height) `room`.

    In the order of `lesions`, each takes the first of eight places round its lesion that is free
    of the numbers before it, and if it can of the lesions; where none is free, the first place.
    """
    placed: dict[int, Box] = {}
    for number, lesion in lesions.items():
        spots = [_spot(lesion, sizes[number], side, room, gap) for side in _SIDES]
        free = [spot for spot in spots if not any(spot.meets(other) for other in placed.values())]
        clear = [spot for spot in free if not any(spot.meets(other) for other in lesions.values())]
        placed[number] = (clear or free or spots)[0]
    return placed


def _spot(
    lesion: Box,
    size: tuple[float, float],
    side: tuple[int, int],
    room: tuple[float, float],
    gap: float,
) -> Box:
    wide, tall = size
    left = _beside(lesion.left, lesion.right, wide, side[0], gap)
    top = _beside(lesion.top, lesion.bottom, tall, side[1], gap)
    left = min(max(left, 0.0), room[0] - wide)
    top = min(max(top, 0.0), room[1] - tall)
    return Box(left, top, left + wide, top + tall)


def _beside(low: float, high: float, size: float, side: int, gap: float) -> float:
    if side < 0:
        return low - gap - size
    return high + gap if side > 0 else (low + high - size) / 2
