"""Shared by the decoders that run as processes of their own (`gdcm_process`, `jpegxl_process`).

Those scripts import it from their own folder, not as part of the package, so that they start
quickly; it imports only the standard library.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

#: Limit of the address space; a slice at the limit of 4096 x 4096 takes a tenth of it.
MAX_BYTES = 2**30

#: (codestream, description of the frame) -> stored values, little-endian; fewer bytes than
#: expected if it can't be decoded.
Decode = Callable[[bytes, dict[str, Any]], bytes]


def serve(decode: Decode) -> None:
    """Answer requests on standard input until the other side closes it."""
    bound_memory()
    # The codec's own messages must not get in between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    answer_requests(decode, sys.stdin.buffer, answers)


def answer_requests(decode: Decode, requests: BinaryIO, answers: BinaryIO) -> None:
    """Each request is a line of JSON that describes a frame, followed by its codestream; each
    answer is a line with the number of bytes that follow, then the stored values."""
    while line := requests.readline():
        frame = json.loads(line)
        pixels = decode(requests.read(frame["length"]), frame)
        answers.write(b"%d\n" % len(pixels) + pixels)
        answers.flush()


def bound_memory() -> None:
    """A damaged codestream may ask for any amount; then the codec gives up, or the process ends."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MAX_BYTES if hard == resource.RLIM_INFINITY else min(MAX_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
