"""Processes that decode beside this one.

With GDCM, so that a damaged slice can't end this process; with OpenJPEG, whose binding lets no
other thread run meanwhile, so that a long series keeps all cores busy.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from core.dicom.frames import PixelLayout
from core.dicom.set_aside import SetAside

SCRIPT = Path(__file__).with_name("gdcm_process.py")
OPENJPEG_SCRIPT = Path(__file__).with_name("openjpeg_process.py")
#: NumPy, which OpenJPEG's binding imports, would set memory aside for threads of its own.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
#: A slice takes some 20 ms; a decoder that hangs is ended after this.
SECONDS_A_SLICE = 8.0
#: JPEG 2000 takes three times as long, and on a busy machine a whole slice must not be lost to it.
OPENJPEG_SECONDS_A_SLICE = 30.0
#: After so many hangs the rest of the series is not tried: it would take hours.
MOST_HANGS = 2
UNDECODABLE = "damaged: its pixels can't be decoded"


class IsolatedDecoders:
    """As many processes as are asked for at once, started when first needed, kept until `close`.

    Pixels travel through pipes, never over the disk. Safe to use from several threads.
    """

    def __init__(self, openjpeg: bool = False) -> None:
        """`openjpeg`: whether JPEG 2000 is worth a process too; all then run that codec."""
        self.openjpeg = openjpeg
        self._idle: queue.LifoQueue[subprocess.Popen] = queue.LifoQueue()
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
        """End the processes; none may be decoding any more."""
        while not self._idle.empty():
            _end(self._idle.get())

    def decode(self, layout: PixelLayout, codestream: bytes) -> bytearray:
        """The stored values of one frame, little-endian. Raises SetAside if it doesn't decode."""
        if self._hangs >= MOST_HANGS:
            raise SetAside(UNDECODABLE)
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
        seconds = OPENJPEG_SECONDS_A_SLICE if self.openjpeg else SECONDS_A_SLICE
        watchdog = threading.Timer(seconds, self._end_hanging, (process,))
        watchdog.start()
        try:
            pixels = _exchange(process, layout, codestream)
        except (OSError, EOFError, ValueError) as error:
            # It crashed, was ended, or talks nonsense; the next slice starts another.
            _end(process)
            raise SetAside(UNDECODABLE) from error
        finally:
            watchdog.cancel()
        self._idle.put(process)
        if len(pixels) != layout.frame_bytes:
            raise SetAside(UNDECODABLE)
        return pixels

    def _end_hanging(self, process: subprocess.Popen) -> None:
        self._hangs += 1
        process.kill()


def _exchange(process: subprocess.Popen, layout: PixelLayout, codestream: bytes) -> bytearray:
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
    process.stdin.write(json.dumps(frame).encode() + b"\n" + codestream)
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise EOFError
    length = int(line)
    if not 0 <= length <= layout.frame_bytes:
        raise EOFError  # the process is ended rather than its answer read
    pixels = bytearray(length)
    if process.stdout.readinto(pixels) < len(pixels):
        raise EOFError
    return pixels


def _end(process: subprocess.Popen) -> None:
    process.kill()
    process.communicate()
