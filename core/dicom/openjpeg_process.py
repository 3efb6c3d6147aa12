"""Decode JPEG 2000 slices with OpenJPEG in a process of its own: run as a script, not imported.

The binding holds the interpreter's lock while it decodes, so that threads would wait for each
other: with a process for each core, a long series is read as many times as fast.
"""

from __future__ import annotations

from typing import Any

from openjpeg.utils import decode_pixel_data
from process_loop import serve


def decode(codestream: bytes, _frame: dict[str, Any]) -> bytes:
    """Stored values of one frame; none if OpenJPEG can't decode it."""
    try:
        return bytes(decode_pixel_data(codestream, version=2))
    except (RuntimeError, ValueError, MemoryError):
        return b""


if __name__ == "__main__":
    serve(decode)
