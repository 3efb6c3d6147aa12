"""Decode JPEG lossless slices with GDCM in a process of its own: run as a script, not imported.

On some damaged codestreams GDCM ends its process (abort or segmentation fault), which would take
the whole server with it. It imports nothing but GDCM, to start in no time.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

import gdcm

#: Address space; a slice at the limit of 4096 x 4096 takes a tenth of it.
MOST_BYTES = 2**30


def answer_requests(requests: BinaryIO, answers: BinaryIO) -> None:
    """Until the other side closes: a line of JSON that describes a frame, and its codestream
    -> a line with the number of bytes that follow, and the stored values, little-endian.
    """
    while line := requests.readline():
        frame = json.loads(line)
        pixels = decode(requests.read(frame["length"]), frame)
        answers.write(b"%d\n" % len(pixels) + pixels)
        answers.flush()


def decode(codestream: bytes, frame: dict[str, Any]) -> bytes:
    """Stored values of one frame; fewer bytes than expected if GDCM can't decode it."""
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(codestream)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((frame["columns"], frame["rows"], 1))
    image.SetDataElement(element)
    photometric = gdcm.PhotometricInterpretation.GetPIType(frame["photometric"])
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(photometric))
    syntax = gdcm.TransferSyntax.GetTSType(frame["syntax"])
    image.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    stored = frame["bits_stored"]
    image.SetPixelFormat(
        gdcm.PixelFormat(1, frame["bits_allocated"], stored, stored - 1, int(frame["signed"]))
    )
    # GDCM hands its char* out as a string.
    return image.GetBuffer().encode("utf-8", "surrogateescape")


def bound_memory() -> None:
    """A damaged codestream may ask for any amount; where that fails GDCM gives up, or ends."""
    try:
        import resource
    except ImportError:  # Windows has no such bounds
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main() -> None:
    bound_memory()
    # GDCM's own messages must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    answer_requests(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
