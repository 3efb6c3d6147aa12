"""Decode JPEG 2000 slices with OpenJPEG in a process of its own: run as a script, not imported.

The binding holds the interpreter lock while it decodes, so threads would wait for each other. With
one process per core, reading a long series is faster by the number of cores.
"""

from __future__ import annotations

from typing import Any

from openjpeg.utils import decode_pixel_data
from process_loop import serve


def decode(codestream: bytes, _frame: dict[str, Any]) -> bytes:
    """Stored values of one frame; empty if OpenJPEG can't decode it."""
    try:
        return bytes(decode_pixel_data(codestream, version=2))
    except (RuntimeError, ValueError, MemoryError):
        return b""


if __name__ == "__main__":
    serve(decode)
