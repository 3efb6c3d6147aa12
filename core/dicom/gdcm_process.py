"""Decode JPEG lossless slices with GDCM in a process of its own: run as a script, not imported.

On some damaged codestreams, GDCM crashes its process (abort or segmentation fault), which would
take the whole server down. This imports little besides GDCM, so that it starts quickly.
"""

from __future__ import annotations

from typing import Any

import gdcm
from process_loop import serve


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
    # GDCM returns its char* as a string.
    return image.GetBuffer().encode("utf-8", "surrogateescape")


def main() -> None:
    serve(decode)


if __name__ == "__main__":
    main()
