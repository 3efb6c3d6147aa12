"""Have the C library give the memory of large arrays back as soon as they are let go."""

from __future__ import annotations

import ctypes

#: Arrays from this size on are mappings of their own; the volumes of a series are.
MAPPED_FROM_BYTES = 16 * 2**20
#: Free memory at the top of the heap that is kept for the next array.
KEPT_BYTES = 32 * 2**20
# mallopt(3), from glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def keep_large_arrays_apart() -> bool:
    """Hold glibc's limit where it is set; True if there was such a thing to set.

    Left to itself it raises the limit to the largest array that was ever let go: the next series'
    arrays then lie among small objects that outlive them, and a server that opened and closed ten
    series keeps half as much memory again.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library than glibc
        return False
    return all(
        mallopt(option, size) == 1
        for option, size in (
            (_M_MMAP_THRESHOLD, MAPPED_FROM_BYTES),
            (_M_TRIM_THRESHOLD, KEPT_BYTES),
        )
    )
