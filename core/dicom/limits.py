"""How much an input may demand of this machine before it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

GIB = 2**30


def any_room(_n_bytes: int) -> None:
    """There is always room."""


def any_room_to_stay(_n_bytes: int, _owner: object) -> None:
    """There is always room."""


@dataclass(frozen=True)
class Limits:
    """Limits against decompression bombs and absurd headers; real CT stays far below them."""

    #: All files of one archive together, unpacked, in bytes.
    archive_bytes: int = 4 * GIB
    #: Ratio of unpacked to packed size, of an archive or a file in it; CT compresses 2:1 to 10:1.
    archive_ratio: int = 100
    #: Files smaller than this may have any ratio: a 512 x 512 slice of air compresses 500:1.
    archive_ratio_from_bytes: int = 1_000_000
    #: The same for all files of an archive together.
    archive_ratio_from_total_bytes: int = 100_000_000
    #: Files in one archive.
    archive_files: int = 100_000
    #: One volume in memory, in bytes.
    volume_bytes: int = 4 * GIB
    #: Rows or columns of a slice.
    matrix: int = 4096
    #: One file, in bytes; a larger one is only opened if it is an archive.
    file_bytes: int = 4 * GIB
    #: Asked before a volume in one file is unpacked, with the bytes that this takes at most; what
    #: it raises ends the reading.
    room: Callable[[int], object] = field(default=any_room, compare=False)
    #: Asked before bytes are unpacked that stay in memory, with how many they are and the object
    #: that they go with; it may be asked again for more with the same object. As for `room`, what
    #: it raises ends the reading.
    stays: Callable[[int, object], object] = field(default=any_room_to_stay, compare=False)

    def most_unpacked(self, packed: int, *, together: bool = False) -> int:
        """How long something of `packed` bytes may be unpacked, before it counts as a bomb.

        Args:
            together: it is a whole archive, not one file.
        """
        floor = self.archive_ratio_from_total_bytes if together else self.archive_ratio_from_bytes
        return min(self.archive_bytes, max(floor - 1, self.archive_ratio * max(packed, 1)))


DEFAULT_LIMITS = Limits()
