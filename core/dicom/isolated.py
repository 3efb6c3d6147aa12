"""Separate processes that decode slices, so that a damaged slice can't crash this process, take its
memory, or keep it busy for long: by GDCM, and by libjxl.
"""

from __future__ import annotations

import io
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from core.dicom import sentences
from core.dicom.frames import PixelLayout
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import JPEG_XL_PLUGIN

SCRIPT = Path(__file__).with_name("gdcm_process.py")
JPEG_XL_SCRIPT = Path(__file__).with_name("jpegxl_process.py")
#: NumPy, which imagecodecs imports, would reserve memory for threads of its own.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
#: A slice takes about 20 ms; a decoder that hangs is killed after this long.
SECONDS_PER_SLICE = 8.0
#: After this many hangs, the rest of the series is not tried: it would take hours.
MAX_HANGS = 2


class IsolatedDecoders:
    """One process per thread and decoder, started when first needed and kept until `close`.

    Pixels travel through pipes, never through files. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._idle: dict[Path, queue.LifoQueue[subprocess.Popen[bytes]]] = {
            script: queue.LifoQueue() for script in (SCRIPT, JPEG_XL_SCRIPT)
        }
        self._hangs = 0

    def __enter__(self) -> IsolatedDecoders:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; none may still be decoding."""
        for idle in self._idle.values():
            while not idle.empty():
                _end(idle.get())

    def decode(self, layout: PixelLayout, codestream: bytes) -> bytearray:
        """The stored values of one frame, little-endian. Raises SetAside if it doesn't decode."""
        if self._hangs >= MAX_HANGS:
            raise SetAside(sentences.pixels.undecodable_pixels())
        script = JPEG_XL_SCRIPT if layout.plugin == JPEG_XL_PLUGIN else SCRIPT
        idle = self._idle[script]
        try:
            process = idle.get_nowait()
        except queue.Empty:
            process = subprocess.Popen(
                [sys.executable, str(script)],
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        watchdog = threading.Timer(SECONDS_PER_SLICE, self._kill_hanging, (process,))
        watchdog.start()
        try:
            pixels = _exchange(process, layout, codestream)
        except (OSError, EOFError, ValueError) as error:
            # It crashed, was killed, or talks nonsense; the next slice starts another.
            _end(process)
            raise SetAside(sentences.pixels.undecodable_pixels()) from error
        finally:
            watchdog.cancel()
        idle.put(process)
        if len(pixels) != layout.frame_bytes:
            raise SetAside(sentences.pixels.undecodable_pixels())
        return pixels

    def _kill_hanging(self, process: subprocess.Popen[bytes]) -> None:
        self._hangs += 1
        process.kill()


def _exchange(
    process: subprocess.Popen[bytes], layout: PixelLayout, codestream: bytes
) -> bytearray:
    """Send a frame to a process (`process_loop.answer_requests`) and return its answer."""
    requests, answers = process.stdin, process.stdout
    # Both are pipes, and those are buffered.
    assert requests is not None and isinstance(answers, io.BufferedReader)
    frame = {
        "length": len(codestream),
        "syntax": layout.transfer_syntax,
        "rows": layout.rows,
        "columns": layout.columns,
        "bits_allocated": layout.bits_allocated,
        "bits_stored": layout.bits_stored,
        "signed": layout.signed,
        "photometric": layout.photometric,
    }
    requests.write(json.dumps(frame).encode() + b"\n" + codestream)
    requests.flush()
    line = answers.readline()
    if not line:
        raise EOFError
    length = int(line)
    if not 0 <= length <= layout.frame_bytes:
        raise EOFError  # the caller kills the process instead of reading its answer
    pixels = bytearray(length)
    if answers.readinto(pixels) < len(pixels):
        raise EOFError
    return pixels


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
