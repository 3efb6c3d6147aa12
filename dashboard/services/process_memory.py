"""How this process handles memory: what the C library gives back, what the collector walks."""

from __future__ import annotations

import ctypes
import functools
import gc

#: Arrays from this size on are mappings of their own; the volumes of a series are.
MAPPED_FROM_BYTES = 16 * 2**20
#: Free memory at the top of the heap that is kept for the next array.
KEPT_BYTES = 32 * 2**20
# mallopt(3), from glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def keep_large_arrays_apart() -> bool:
    """Fix glibc's threshold for mappings; False for another C library.

    By itself glibc raises the threshold to the largest array that was ever freed. The next
    series' arrays would then lie among small objects that outlive them, and a server that opened
    and closed ten series would keep half as much memory again.
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


@functools.cache
def spare_the_collector() -> None:
    """Exempt what was imported from garbage collection: once per process, and once more when
    everything is imported (`dashboard.services.warm_up`).

    With torch and Captum loaded, a collection walks half a million objects and holds up all threads
    for a quarter of a second, a running analysis included; objects that live as long as the process
    need no visit.
    """
    gc.collect()
    gc.freeze()


class Collector:
    """Collects garbage now and then, in place of Streamlit, which would do it after every run
    (`runner.postScriptGC`)."""

    def __init__(self) -> None:
        self._young = -1

    def collect(self) -> bool:
        """False where hardly anything was allocated since the last time: an idle server rests."""
        if (young := _young_collections()) == self._young:
            return False
        gc.collect()
        self._young = young
        return True


def _young_collections() -> int:
    """How often Python has looked at the youngest objects: once per 700 new ones."""
    return gc.get_stats()[0]["collections"]
