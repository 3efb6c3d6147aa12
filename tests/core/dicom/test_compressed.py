"""Compressed pixels give the same HU as uncompressed; what can't be decoded is named."""

from __future__ import annotations

import gdcm
import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    HTJ2KLossless,
    JPEG2000Lossless,
    RLELossless,
)

from core.dicom import discover, load_series, sentences
from core.dicom import stored as stored_module
from core.dicom import syntaxes as syntaxes_module
from core.errors import InputError, NoSeriesError
from tools.mock_dicom.htj2k_ramp import HTJ2K_RAMP
from tools.mock_dicom.mock_slice import ct_slice, transcode, with_codestream, write, write_all

SYNTAXES = gdcm.TransferSyntax
JPEG_XL = "1.2.840.10008.1.2.4.110"
MPEG2 = "1.2.840.10008.1.2.4.100"
LOSSLESS = {
    "JPEG 2000": SYNTAXES.JPEG2000Lossless,
    "JPEG lossless": SYNTAXES.JPEGLosslessProcess14_1,
    "JPEG lossless, any selection": SYNTAXES.JPEGLosslessProcess14,
    "JPEG-LS": SYNTAXES.JPEGLSLossless,
    "RLE": SYNTAXES.RLELossless,
}


def noisy(seed: int, dtype=np.uint16) -> np.ndarray:
    low = -1000 if dtype == np.int16 else 0
    return np.random.default_rng(seed).integers(low, 3000, (32, 32)).astype(dtype)


def rle(path):
    ds = pydicom.dcmread(path)
    ds.compress(RLELossless, generate_instance_uid=False)
    ds.save_as(path)
    return path


@pytest.mark.parametrize("dtype", [np.uint16, np.int16], ids=["unsigned", "signed"])
@pytest.mark.parametrize("syntax", LOSSLESS.values(), ids=LOSSLESS.keys())
def test_lossless_syntaxes(tmp_path, syntax, dtype):
    stored = [noisy(z, dtype) for z in range(3)]
    for z in range(3):
        path = write(ct_slice(z, pixels=stored[z]), tmp_path / f"IM{z}")
        transcode(path, syntax)
    series = load_series([tmp_path])
    assert np.array_equal(series.volume, np.array(stored, int) - 1024)
    assert series.volume.dtype == np.int16
    assert series.warnings == ()


def test_rle_written_by_pydicom(tmp_path):
    stored = noisy(0)
    path = rle(write(ct_slice(pixels=stored), tmp_path / "IM0"))
    assert np.array_equal(load_series([path]).volume[0], stored.astype(int) - 1024)


def test_deflated(tmp_path):
    stored = [noisy(z) for z in range(3)]
    for z in range(3):
        ds = ct_slice(z, pixels=stored[z])
        write(ds, tmp_path / f"IM{z}", DeflatedExplicitVRLittleEndian)
    volume = load_series([tmp_path]).volume
    assert np.array_equal(volume, np.array(stored, int) - 1024)


def test_12_bits_stored(tmp_path):
    stored = noisy(0) & 0xFFF
    path = write(ct_slice(pixels=stored, BitsStored=12, HighBit=11), tmp_path / "IM0")
    transcode(path, SYNTAXES.JPEG2000Lossless)
    assert np.array_equal(load_series([path]).volume[0], stored.astype(int) - 1024)


def test_lossy_compression_is_told(tmp_path):
    write_all([ct_slice(z, LossyImageCompression="01") for z in range(3)], tmp_path)
    (warning,) = load_series([tmp_path]).warnings
    assert warning.code == "lossy_compression"


def test_high_throughput_jpeg_2000(tmp_path):
    y, x = np.mgrid[:32, :32]
    path = write(ct_slice(pixels=np.zeros((32, 32), np.uint16)), tmp_path / "IM0")
    as_syntax(path, HTJ2KLossless, HTJ2K_RAMP)
    assert np.array_equal(load_series([path]).volume[0], 900 + 8 * (x + y) - 1024)


def as_syntax(path, syntax, codestream=b"\xff\x4f\xff\x51"):
    """The file with its pixels replaced by a codestream."""
    ds = pydicom.dcmread(path)
    ds.file_meta.TransferSyntaxUID = syntax
    ds["PixelData"].is_undefined_length = True
    ds.PixelData = pydicom.encaps.encapsulate([codestream])
    ds.save_as(path, enforce_file_format=True)
    return path


def test_a_syntax_that_nothing_decodes_is_named(tmp_path):
    path = as_syntax(write(ct_slice(), tmp_path / "IM0"), MPEG2)
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "unsupported_compression"
    assert "MPEG2" in str(error.value)


def test_a_private_syntax_is_named_by_its_uid(tmp_path):
    path = as_syntax(write(ct_slice(), tmp_path / "IM0"), "1.2.840.113619.5.2.99")
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "unsupported_compression"
    assert "1.2.840.113619.5.2.99" in str(error.value)


@pytest.mark.parametrize(
    ("syntax", "name", "package"),
    [
        (JPEG2000Lossless, "JPEG 2000", "imagecodecs"),
        (HTJ2KLossless, "High-Throughput JPEG 2000", "imagecodecs"),
        ("1.2.840.10008.1.2.4.70", "JPEG lossless", "python-gdcm"),
        ("1.2.840.10008.1.2.4.80", "JPEG-LS", "pyjpegls"),
        (JPEG_XL, "JPEG XL", "imagecodecs"),
    ],
)
def test_a_missing_decoder_is_named_with_its_package(monkeypatch, tmp_path, syntax, name, package):
    class NoDecoder:
        available_plugins = ()

    monkeypatch.setattr(syntaxes_module, "get_decoder", lambda syntax: NoDecoder)
    monkeypatch.setattr(syntaxes_module, "find_spec", lambda package: None)
    path = tmp_path / "IM0"
    path.write_bytes(with_codestream(ct_slice(), syntax, b"\xff\x4f\xff\x51"))
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "missing_decoder"
    assert sentences.pixels.missing_decoder(name, package) in str(error.value)


def test_a_slice_that_does_not_decode_is_left_out_by_name(tmp_path):
    for z in range(5):
        transcode(write(ct_slice(z, pixels=noisy(z)), tmp_path / f"IM{z}"), LOSSLESS["JPEG 2000"])
    damaged = tmp_path / "IM2"
    data = damaged.read_bytes()
    start = data.index(b"\xff\x4f\xff\x51")  # the start of the codestream
    damaged.write_bytes(data[:start] + bytes(60) + data[start + 60 :])
    series = load_series([tmp_path])
    assert series.n_slices == 4
    assert np.array_equal(series.volume[2], noisy(3).astype(int) - 1024)
    reason = sentences.pixels.undecodable_pixels()
    assert series.warnings == (
        sentences.series.slices_left_out(reason, 1, 2.0, "IM2"),
        sentences.series.slices_missing(1, [2.0]),
    )


def test_a_slice_whose_compressed_pixels_are_cut_is_left_out(tmp_path):
    for z in range(4):
        transcode(write(ct_slice(z, pixels=noisy(z)), tmp_path / f"IM{z}"), LOSSLESS["JPEG-LS"])
    cut = tmp_path / "IM3"
    cut.write_bytes(cut.read_bytes()[:-400])
    series = load_series([tmp_path])
    assert series.n_slices == 3
    reason = sentences.pixels.truncated_pixels()
    assert series.warnings == (sentences.series.slices_left_out(reason, 1, 3.0, "IM3"),)


def test_if_no_slice_decodes_there_is_one_clear_error(tmp_path):
    for z in range(2):
        path = transcode(write(ct_slice(z, pixels=noisy(z)), tmp_path / f"IM{z}"), LOSSLESS["RLE"])
        path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(InputError) as error:
        load_series([tmp_path])
    reason = sentences.pixels.truncated_pixels()
    assert str(error.value) == sentences.series.no_slice_readable(reason, 2, "IM0")
    assert error.value.code == "truncated_pixels"


def test_a_jpeg_ls_image_without_its_end_is_not_given_to_the_decoder(tmp_path, monkeypatch):
    for z in range(3):
        transcode(write(ct_slice(z, pixels=noisy(z)), tmp_path / f"IM{z}"), LOSSLESS["JPEG-LS"])
    cut = tmp_path / "IM2"
    data = cut.read_bytes()
    end = data.rindex(b"\xff\xd9")
    cut.write_bytes(data[:end] + bytes(2) + data[end + 2 :])
    decoded = []
    ours = stored_module._decoded
    monkeypatch.setattr(
        stored_module, "_decoded", lambda *given: decoded.append(given) or ours(*given)
    )
    series = load_series([tmp_path])
    assert len(decoded) == 2
    reason = sentences.pixels.undecodable_pixels()
    assert series.warnings == (sentences.series.slices_left_out(reason, 1, 2.0, "IM2"),)
