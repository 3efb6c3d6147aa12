"""Files whose bytes contradict their Transfer Syntax UID read as their bytes are."""

from __future__ import annotations

import itertools

import gdcm
import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from core.dicom import MemoryFile, discover, load_series
from core.dicom.codestream import stated_syntax
from core.errors import NoSeriesError
from tests.core.dicom.test_enhanced import enhanced, frame_group
from tools.mock_dicom.htj2k_ramp import HTJ2K_RAMP
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, transcode, write
from tools.mock_dicom.relabel import relabelled

JPEG_XL = "1.2.840.10008.1.2.4.110"
#: A label of the standard that nothing decodes.
MPEG2 = "1.2.840.10008.1.2.4.100"
NATIVE = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)
SYNTAXES = gdcm.TransferSyntax
#: What GDCM writes, and the syntax that the bytes then tell.
COMPRESSED = {
    SYNTAXES.JPEG2000Lossless: JPEG2000Lossless,
    SYNTAXES.JPEGLosslessProcess14_1: JPEGLosslessSV1,
    SYNTAXES.JPEGLSLossless: JPEGLSLossless,
    SYNTAXES.RLELossless: RLELossless,
}
STORED = np.random.default_rng(5).integers(0, 3000, (32, 32)).astype(np.uint16)


def read(data: bytes):
    """The slice's HU and the codes of the series' warnings, without that of a single slice."""
    series = load_series([MemoryFile("IM0", data)])
    codes = [warning.code for warning in series.warnings]
    return series.volume[0], [code for code in codes if code != "only_one_slice"]


def compressed(tmp_path, syntax: int) -> bytes:
    return transcode(write(ct_slice(pixels=STORED), tmp_path / "IM0"), syntax).read_bytes()


@pytest.mark.parametrize(("written", "label"), list(itertools.product(NATIVE, NATIVE)), ids=str)
def test_elements_laid_out_otherwise_than_labelled(written, label):
    volume, codes = read(relabelled(to_bytes(ct_slice(pixels=STORED), written), label))
    assert np.array_equal(volume, STORED.astype(int) - 1024)
    assert codes == ([] if written == label else ["not_encoded_as_labelled"])


@pytest.mark.parametrize("label", [JPEGLosslessSV1, JPEG2000Lossless, RLELossless, JPEG_XL])
@pytest.mark.parametrize("written", NATIVE[:3])
def test_native_pixels_labelled_as_compressed(written, label):
    volume, codes = read(relabelled(to_bytes(ct_slice(pixels=STORED), written), label))
    assert np.array_equal(volume, STORED.astype(int) - 1024)
    assert codes == ["not_encoded_as_labelled"]


def test_native_pixels_with_a_label_that_nothing_decodes():
    data = to_bytes(ct_slice(pixels=STORED))
    assert read(relabelled(data, MPEG2))[1] == ["not_encoded_as_labelled"]
    # The words of this private syntax are swapped: GE's, which reads like the others otherwise.
    with pytest.raises(NoSeriesError) as caught:
        discover([MemoryFile("IM0", relabelled(data, "1.2.840.113619.5.2"))])
    assert caught.value.code == "unsupported_compression"


@pytest.mark.parametrize("label", [*NATIVE[:3], MPEG2])
@pytest.mark.parametrize("syntax", COMPRESSED)
def test_compressed_pixels_labelled_as_native_or_unknown(tmp_path, syntax, label):
    volume, codes = read(relabelled(compressed(tmp_path, syntax), label))
    assert np.array_equal(volume, STORED.astype(int) - 1024)
    assert codes == ["not_encoded_as_labelled"]


@pytest.mark.parametrize(
    ("syntax", "label"),
    [
        (syntax, label)
        for syntax, label in itertools.product(
            COMPRESSED, [*COMPRESSED.values(), JPEGBaseline8Bit, JPEG_XL]
        )
        if COMPRESSED[syntax] != label
    ],
)
def test_one_compression_labelled_as_another(tmp_path, syntax, label):
    volume, _ = read(relabelled(compressed(tmp_path, syntax), label))
    assert np.array_equal(volume, STORED.astype(int) - 1024)


def test_compressed_pixels_in_implicit_elements_of_a_known_length(tmp_path):
    ds = ct_slice(pixels=STORED)
    ds.PixelData = encapsulate([_codestream(tmp_path)])
    data = relabelled(to_bytes(ds, ImplicitVRLittleEndian), JPEG2000Lossless)
    assert np.array_equal(read(data)[0], STORED.astype(int) - 1024)


def _codestream(tmp_path) -> bytes:
    data = compressed(tmp_path, SYNTAXES.JPEG2000Lossless)
    return data[data.index(b"\xff\x4f\xff\x51") : data.rindex(b"\xff\xd9") + 2]


def test_uncompressed_pixels_in_items():
    ds = ct_slice(pixels=STORED)
    ds.PixelData = encapsulate([STORED.tobytes()])
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    assert np.array_equal(read(to_bytes(ds, JPEGLosslessSV1))[0], STORED.astype(int) - 1024)


def test_neither_compressed_nor_all_of_the_pixels():
    data = relabelled(to_bytes(ct_slice(pixels=STORED, Rows=64)), JPEGLosslessSV1)
    with pytest.raises(NoSeriesError) as caught:
        discover([MemoryFile("IM0", data)])
    assert caught.value.code == "not_compressed_as_labelled"
    # With a label that is true it says what it is: too short.
    with pytest.raises(NoSeriesError) as caught:
        discover([MemoryFile("IM0", to_bytes(ct_slice(pixels=STORED, Rows=64)))])
    assert caught.value.code == "too_few_pixels"


def test_a_compression_that_nothing_decodes_is_named_as_it_is(tmp_path):
    data = relabelled(compressed(tmp_path, SYNTAXES.JPEGLosslessProcess14_1), JPEG2000Lossless)
    # Start of frame of the extended process, instead of the lossless one.
    data = data.replace(b"\xff\xc3\0\x0b", b"\xff\xc1\0\x0b")
    series = [MemoryFile("IM0", relabelled(data, ExplicitVRLittleEndian))]
    with pytest.raises(NoSeriesError) as caught:
        discover(series)
    assert caught.value.code == "unsupported_compression"
    assert "JPEG extended with 12 bits" in str(caught.value)


@pytest.mark.parametrize("written", NATIVE[:3])
@pytest.mark.parametrize("label", NATIVE[:3])
def test_enhanced_files(written, label):
    ds = enhanced([frame_group(z) for z in (0.0, 3.0, 6.0)], [1000, 1100, 1200])
    series = load_series([MemoryFile("multi.dcm", relabelled(to_bytes(ds, written), label))])
    assert series.volume[:, 0, 0].tolist() == [-24, 76, 176]
    assert series.slice_origins_mm[:, 2].tolist() == [0.0, 3.0, 6.0]


def test_what_the_beginning_of_a_codestream_tells(tmp_path):
    assert stated_syntax(HTJ2K_RAMP) in (HTJ2KLossless, "1.2.840.10008.1.2.4.203")
    assert stated_syntax(_codestream(tmp_path)) == "1.2.840.10008.1.2.4.91"
    sof = b"\xff\xd8\xff\xc1\0\x0b\x0c\0\x20\0\x20\x01\x01\x11\0"
    assert stated_syntax(sof) == JPEGExtended12Bit
    for other in (b"", b"\xff\xd8", STORED.tobytes(), bytes(64), b"\xff\x4f\xff\x51"):
        assert stated_syntax(other) == ""
