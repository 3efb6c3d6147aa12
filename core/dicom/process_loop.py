"""What the decoders that run as processes of their own share (`gdcm_process`, `openjpeg_process`).

Imported by those scripts from beside them, not as a part of the package: it imports nothing that
takes time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

#: Address space; a slice at the limit of 4096 x 4096 takes a tenth of it.
MOST_BYTES = 2**30

#: (codestream, what describes the frame) -> stored values, little-endian; fewer bytes than
#: expected if it can't be decoded.
Decode = Callable[[bytes, dict[str, Any]], bytes]


def serve(decode: Decode) -> None:
    """Answer requests on standard input until the other side closes it."""
    bound_memory()
    # The codec's own messages must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    answer_requests(decode, sys.stdin.buffer, answers)


def answer_requests(decode: Decode, requests: BinaryIO, answers: BinaryIO) -> None:
    """A line of JSON that describes a frame, and its codestream -> a line with the number of
    bytes that follow, and the stored values."""
    while line := requests.readline():
        frame = json.loads(line)
        pixels = decode(requests.read(frame["length"]), frame)
        answers.write(b"%d\n" % len(pixels) + pixels)
        answers.flush()


def bound_memory() -> None:
    """A damaged codestream may ask for any amount; where that fails the codec gives up, or ends."""
    try:
        import resource
    except ImportError:  # Windows has no such bounds
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
