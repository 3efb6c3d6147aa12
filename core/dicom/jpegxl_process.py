"""Decode JPEG XL slices with libjxl in a process of its own: run as a script, not imported.

A few bytes can make a JPEG XL decoder paint pictures far larger than the image itself, so its
memory and time are bounded there (`core.dicom.isolated`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from imagecodecs import jpegxl_decode
from process_loop import serve


def decode(codestream: bytes, frame: dict[str, Any]) -> bytes:
    """Stored values of one frame; empty if libjxl can't decode it, or it has another size.

    JPEG XL knows no signed integers: their bits come as those of unsigned ones.
    """
    bytes_a_value = frame["bits_allocated"] // 8
    for width in range(1, min(bytes_a_value, 2) + 1):
        # libjxl compares the size with this before it makes room for the image.
        pixels = np.empty((frame["rows"], frame["columns"]), f"<u{width}")
        try:
            jpegxl_decode(codestream, index=0, numthreads=1, out=pixels)
        except ValueError:  # the values are of another width
            continue
        except (RuntimeError, MemoryError):
            return b""
        return pixels.astype(f"<u{bytes_a_value}", copy=False).tobytes()
    return b""


if __name__ == "__main__":
    serve(decode)
