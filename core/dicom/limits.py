"""How much an input may ask of this machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 2**30


@dataclass(frozen=True)
class Limits:
    """Bounds against decompression bombs and absurd headers; real CT stays far below them."""

    #: All the files of one zip, unpacked, in bytes.
    archive_bytes: int = 4 * GIB
    #: Unpacked to packed size of a zip or a file in it; CT compresses 2:1 to 10:1.
    archive_ratio: int = 100
    #: Smaller files may have any ratio: an all-air slice of 512 x 512 compresses 500:1.
    archive_ratio_from_bytes: int = 1_000_000
    #: The same for all files of a zip together.
    archive_ratio_from_total_bytes: int = 100_000_000
    #: Files in one zip.
    archive_files: int = 100_000
    #: One volume as it lies in memory, in bytes.
    volume_bytes: int = 4 * GIB
    #: Rows or columns of a slice.
    matrix: int = 4096
    #: One file, in bytes; a larger one is only looked into if it is a zip.
    file_bytes: int = 4 * GIB


DEFAULT_LIMITS = Limits()
