"""Which transfer syntaxes (pixel encodings) can be decoded here, and what the others would need."""

from __future__ import annotations

from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

from core.dicom import elements
from core.dicom.set_aside import SetAside

NATIVE = frozenset(
    {
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
        uid.DeflatedExplicitVRLittleEndian,
    }
)

_JPEG_LOSSY, _JPEG_LOSSLESS, _JPEG_LS = "python-gdcm", "python-gdcm", "python-gdcm (or pyjpegls)"
_JPEG_2000 = "pylibjpeg with pylibjpeg-openjpeg"

#: Transfer syntax -> (name, packages that decode it). pylibjpeg-libjpeg would decode the JPEG
#: family too, but it is GPL and therefore not named.
ENCAPSULATED: dict[str, tuple[str, str]] = {
    uid.JPEGBaseline8Bit: ("JPEG baseline", _JPEG_LOSSY),
    uid.JPEGExtended12Bit: ("JPEG extended", _JPEG_LOSSY),
    uid.JPEGLossless: ("JPEG lossless", _JPEG_LOSSLESS),
    uid.JPEGLosslessSV1: ("JPEG lossless", _JPEG_LOSSLESS),
    uid.JPEGLSLossless: ("JPEG-LS", _JPEG_LS),
    uid.JPEGLSNearLossless: ("JPEG-LS near-lossless", _JPEG_LS),
    uid.JPEG2000Lossless: ("JPEG 2000 lossless", _JPEG_2000),
    uid.JPEG2000: ("JPEG 2000", _JPEG_2000),
    uid.HTJ2KLossless: ("High-Throughput JPEG 2000 lossless", _JPEG_2000),
    uid.HTJ2KLosslessRPCL: ("High-Throughput JPEG 2000 lossless", _JPEG_2000),
    uid.HTJ2K: ("High-Throughput JPEG 2000", _JPEG_2000),
    uid.RLELossless: ("RLE", "pydicom"),
}

LOSSY = frozenset(
    {uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLSNearLossless}
)  # JPEG 2000 and HTJ2K (general) may be either; Lossy Image Compression (0028,2110) says which.


def require_decoder(syntax: str) -> None:
    """Raises SetAside naming the syntax and the package that decodes it, if none is installed."""
    if syntax in NATIVE:
        return
    if syntax not in ENCAPSULATED:
        raise SetAside(f"compressed as {_plain_name(syntax)}, which no package here decodes")
    name, package = ENCAPSULATED[syntax]
    if not get_decoder(syntax).is_available:
        raise SetAside(f"compressed as {name}, which needs the package {package}")


def _plain_name(syntax: str) -> str:
    if syntax in elements.KNOWN_SYNTAXES:
        return uid.UID(syntax).name
    digits = "".join(letter for letter in syntax[:64] if letter in "0123456789.")
    return f"the unknown transfer syntax {digits or '(none given)'}"
