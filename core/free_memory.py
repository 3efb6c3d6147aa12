"""Give memory that was freed back to the system.

glibc keeps what a program frees, for itself, in a heap for each thread that allocates. In an
analysis several threads take and free arrays of many sizes, so what each of them keeps adds up.
"""

from __future__ import annotations

import ctypes
import gc


def return_free_memory() -> None:
    """Takes a millisecond; does nothing where the C library is not glibc."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return


def collect_and_return() -> None:
    """First collect what nothing refers to any more, which takes tenths of a second."""
    gc.collect()
    return_free_memory()
