"""Separate processes that decode slices.

For GDCM, so that a damaged slice can't crash this process. For OpenJPEG, whose binding blocks all
other threads while it decodes, so that a long series keeps all cores busy.
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

SCRIPT = Path(__file__).with_name("gdcm_process.py")
OPENJPEG_SCRIPT = Path(__file__).with_name("openjpeg_process.py")
#: NumPy, which OpenJPEG's binding imports, would reserve memory for threads of its own.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
#: A slice takes about 20 ms; a decoder that hangs is killed after this long.
SECONDS_PER_SLICE = 8.0
#: JPEG 2000 takes three times as long, and no slice should be lost because the machine is busy.
OPENJPEG_SECONDS_PER_SLICE = 30.0
#: After this many hangs, the rest of the series is not tried: it would take hours.
MAX_HANGS = 2


class IsolatedDecoders:
    """One process per thread that decodes, started when first needed and kept until `close`.

    Pixels travel through pipes, never through files. Safe to use from several threads.
    """

    def __init__(self, openjpeg: bool = False) -> None:
        """`openjpeg`: whether all the processes decode JPEG 2000, instead of using GDCM."""
        self.openjpeg = openjpeg
        self._idle: queue.LifoQueue[subprocess.Popen[bytes]] = queue.LifoQueue()
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
        while not self._idle.empty():
            _end(self._idle.get())

    def decode(self, layout: PixelLayout, codestream: bytes) -> bytearray:
        """The stored values of one frame, little-endian. Raises SetAside if it doesn't decode."""
        if self._hangs >= MAX_HANGS:
            raise SetAside(sentences.pixels.undecodable_pixels())
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            process = subprocess.Popen(
                [sys.executable, str(OPENJPEG_SCRIPT if self.openjpeg else SCRIPT)],
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        seconds = OPENJPEG_SECONDS_PER_SLICE if self.openjpeg else SECONDS_PER_SLICE
        watchdog = threading.Timer(seconds, self._kill_hanging, (process,))
        watchdog.start()
        try:
            pixels = _exchange(process, layout, codestream)
        except (OSError, EOFError, ValueError) as error:
            # It crashed, was killed, or talks nonsense; the next slice starts another.
            _end(process)
            raise SetAside(sentences.pixels.undecodable_pixels()) from error
        finally:
            watchdog.cancel()
        self._idle.put(process)
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
