"""Which transfer syntaxes (pixel encodings) can be decoded, and what the others would need."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

from core.dicom import elements, jpeg2000, sentences
from core.dicom.encoding import UNCOMPRESSED
from core.dicom.set_aside import SetAside

NATIVE = UNCOMPRESSED

#: These decode only in a separate process (see `core.dicom.isolated`). pydicom has no plugin for
#: JPEG XL.
GDCM_PLUGIN, JPEG_XL_PLUGIN = "gdcm", "jpegxl"
ISOLATED_PLUGINS = frozenset({GDCM_PLUGIN, JPEG_XL_PLUGIN})
JPEG_LS_PLUGIN = "pyjpegls"


@dataclass(frozen=True)
class Codec:
    """How one kind of compression is decoded."""

    name: str
    #: The package to install for it.
    package: str
    #: Its pydicom plugin, but for JPEG XL. GDCM would decode more, but crashes the process on
    #: damaged data.
    plugin: str


_JPEG = Codec("JPEG", "pillow", "pillow")
_JPEG_LOSSLESS = Codec("JPEG lossless", "python-gdcm", GDCM_PLUGIN)
_JPEG_LS = Codec("JPEG-LS", "pyjpegls", JPEG_LS_PLUGIN)
_JPEG_2000 = Codec("JPEG 2000", "imagecodecs", jpeg2000.PLUGIN)
_HTJ2K = Codec("High-Throughput JPEG 2000", "imagecodecs", jpeg2000.PLUGIN)
_JPEG_XL = Codec("JPEG XL", "imagecodecs", JPEG_XL_PLUGIN)

CODECS: dict[str, Codec] = {
    uid.JPEGBaseline8Bit: _JPEG,
    uid.JPEGExtended12Bit: _JPEG,
    uid.JPEGLossless: _JPEG_LOSSLESS,
    uid.JPEGLosslessSV1: _JPEG_LOSSLESS,
    uid.JPEGLSLossless: _JPEG_LS,
    uid.JPEGLSNearLossless: _JPEG_LS,
    uid.JPEG2000Lossless: _JPEG_2000,
    uid.JPEG2000: _JPEG_2000,
    uid.HTJ2KLossless: _HTJ2K,
    uid.HTJ2KLosslessRPCL: _HTJ2K,
    uid.HTJ2K: _HTJ2K,
    uid.RLELossless: Codec("RLE", "pydicom", "pydicom"),
    **dict.fromkeys(elements.JPEG_XL, _JPEG_XL),
}

jpeg2000.register()


def plugin_for(syntax: str, bits_stored: int) -> str:
    """The plugin that decodes a compressed `syntax`, "" for an uncompressed one.

    If there is none, raises SetAside that names the syntax and the package that would decode it.
    """
    if syntax in NATIVE:
        return ""
    if syntax not in CODECS:
        raise SetAside(sentences.pixels.unsupported_compression(plain_name(syntax)))
    codec = CODECS[syntax]
    if syntax == uid.JPEGExtended12Bit and bits_stored > 8:
        # Only pylibjpeg-libjpeg decodes it for pydicom, and that is under the GPL: not used here.
        raise SetAside(sentences.pixels.unsupported_compression("JPEG extended with 12 bits"))
    if _is_available(codec, syntax):
        return codec.plugin
    raise SetAside(sentences.pixels.missing_decoder(codec.name, codec.package))


def _is_available(codec: Codec, syntax: str) -> bool:
    if codec.plugin == JPEG_XL_PLUGIN:
        return find_spec(codec.package) is not None
    return codec.plugin in get_decoder(syntax).available_plugins


def plain_name(syntax: str) -> str:
    """What a transfer syntax is called; of an unknown one, its digits: a file may hold anything."""
    if syntax in elements.JPEG_XL:
        return _JPEG_XL.name
    if syntax in elements.KNOWN_SYNTAXES:
        return uid.UID(syntax).name
    digits = "".join(letter for letter in syntax[:64] if letter in "0123456789.")
    return f"the unknown transfer syntax {digits or '(none given)'}"
