"""Processes that decode with GDCM beside this one, so that a damaged slice can't end it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from core.dicom.frames import PixelLayout
from core.dicom.set_aside import SetAside

SCRIPT = Path(__file__).with_name("gdcm_process.py")
#: A slice takes some 20 ms; a decoder that hangs is ended after this.
SECONDS_A_SLICE = 8.0
#: After so many hangs the rest of the series is not tried: it would take hours.
MOST_HANGS = 2
UNDECODABLE = "damaged: its pixels can't be decoded"


class IsolatedDecoders:
    """As many processes as are asked for at once, started when first needed, kept until `close`.

    Pixels travel through pipes, never over the disk. Safe to use from several threads.
    """

    def __init__(self) -> None:
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
                [sys.executable, str(SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        watchdog = threading.Timer(SECONDS_A_SLICE, self._end_hanging, (process,))
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
