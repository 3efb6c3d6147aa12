"""JPEG 2000, and its High-Throughput kind, decoded by OpenJPEG as imagecodecs has it.

Other threads run while it decodes, so that the slices of a series keep all cores busy.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec

import numpy as np
from pydicom import uid
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import DecodeRunner, get_decoder

#: The name under which pydicom knows `decode_frame`.
PLUGIN = "imagecodecs"
SYNTAXES = (
    uid.JPEG2000Lossless,
    uid.JPEG2000,
    uid.HTJ2KLossless,
    uid.HTJ2KLosslessRPCL,
    uid.HTJ2K,
)
#: pydicom asks for it: what a person has to install.
DECODER_DEPENDENCIES = dict.fromkeys(SYNTAXES, ("imagecodecs",))


def decode_into(codestream: bytes, words: np.ndarray) -> None:
    """Decode a codestream of 9 to 16 bits into `words` (rows, columns), 16-bit, C-contiguous.

    Raises RuntimeError, ValueError or MemoryError if it can't be decoded, or has another size.
    """
    # Imported when first needed: most series are not compressed this way.
    from imagecodecs import jpeg2k_decode

    jpeg2k_decode(codestream, numthreads=1, out=words)


def is_available(_syntax: str) -> bool:
    """Whether the package is there (pydicom asks its plugins for this)."""
    return find_spec("imagecodecs") is not None


def decode_frame(codestream: bytes, runner: DecodeRunner) -> bytes:
    """A pydicom plugin: the values of one frame, in as many bytes as the codestream's bits need.

    pydicom then sees to signs and to depths that the header states otherwise.
    """
    from imagecodecs import jpeg2k_decode

    pixels = jpeg2k_decode(codestream, numthreads=1)
    runner.set_option("bits_allocated", 8 * pixels.itemsize)
    coloured = (PhotometricInterpretation.YBR_ICT, PhotometricInterpretation.YBR_RCT)
    if runner.photometric_interpretation in coloured:
        runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    return pixels.tobytes()


def register() -> None:
    """Make pydicom use it too, for masks and in `Dataset.pixel_array`."""
    for syntax in SYNTAXES:
        with suppress(ValueError):  # it is registered already
            get_decoder(syntax).add_plugin(PLUGIN, (__name__, decode_frame.__name__))
