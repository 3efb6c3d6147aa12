"""JPEG 2000 and High-Throughput JPEG 2000 decode to the values that were packed, whoever packed
them; oddly labelled slices decode as pydicom says with another decoder of its own."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import HTJ2K, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, JPEG2000Lossless

from core.dicom import MemoryFile, isolated, jpeg2000, load_series
from core.dicom.codestream import stated_depth
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, with_codestream

#: Bits and signs of the words of scanners.
DEPTHS = [("i2", 16), ("i2", 13), ("u2", 16), ("u2", 12), ("u2", 9)]


def every_value(dtype: str, bits: int, z: int = 0) -> np.ndarray:
    """(64, 64) from the lowest value that fits to the highest; each slice begins elsewhere."""
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if dtype[0] == "i" else (0, 2**bits)
    values = np.linspace(low, high - 1, 64 * 64).round().astype(dtype).reshape(64, 64)
    return np.roll(values, z)


def plain(values: np.ndarray, bits: int, z: int = 0):
    """The slice before it is packed; HU = stored."""
    depth = {"BitsStored": bits, "HighBit": bits - 1}
    return ct_slice(z, pixels=values, RescaleSlope=1, RescaleIntercept=0, **depth)


def packed_by_pydicom(values: np.ndarray, bits: int, z: int = 0) -> bytes:
    ds = plain(values, bits, z)
    to_bytes(ds)  # gives it its file meta information
    ds.compress(JPEG2000Lossless, generate_instance_uid=False)
    return to_bytes(ds, JPEG2000Lossless)


def volume(*files: bytes) -> np.ndarray:
    return load_series([MemoryFile(f"IM{n}", data) for n, data in enumerate(files)]).volume


@pytest.mark.parametrize(("dtype", "bits"), DEPTHS)
def test_every_value_of_every_depth(dtype, bits, monkeypatch):
    def no_process(*_args, **_options):
        raise AssertionError("JPEG 2000 needs no process of its own")

    monkeypatch.setattr(isolated.subprocess, "Popen", no_process)
    held = [every_value(dtype, bits, z) for z in range(3)]
    files = [packed_by_pydicom(values, bits, z) for z, values in enumerate(held)]
    assert np.array_equal(volume(*files), held)


@pytest.mark.parametrize("syntax", [HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K])
@pytest.mark.parametrize(("dtype", "bits"), [*DEPTHS, ("u1", 8)])
def test_high_throughput(dtype, bits, syntax):
    """The encoder, OpenJPH, is not the decoder; it writes words of 8 or 16 bits."""
    values = every_value(dtype, bits)
    codestream = imagecodecs.htj2k_encode(values, reversible=True)
    assert stated_depth(codestream) == (8 * values.itemsize, dtype[0] == "i")
    assert np.array_equal(
        volume(with_codestream(plain(values, bits), syntax, codestream))[0], values
    )


def test_lossy_high_throughput_is_near():
    y, x = np.mgrid[:64, :64]
    values = (1000 + 8 * x + 4 * y).astype("u2")
    codestream = imagecodecs.htj2k_encode(values, 0.0001, reversible=False)
    found = volume(with_codestream(plain(values, 16), HTJ2K, codestream))[0]
    assert np.abs(found.astype(int) - values).max() <= 8


@pytest.mark.parametrize("header", [("i2", 16), ("i2", 12), ("u2", 16), ("u2", 12), ("u2", 11)])
@pytest.mark.parametrize("packed", [("i2", 12), ("u2", 12), ("u2", 16), ("i2", 16), ("u1", 8)])
def test_a_header_of_another_depth_or_sign_reads_as_with_pydicoms_own_decoder(header, packed):
    dtype, bits = header
    values = every_value(*packed)
    codestream = imagecodecs.jpeg2k_encode(
        values, level=0, bitspersample=packed[1], codecformat="j2k"
    )
    assert stated_depth(codestream) == (packed[1], packed[0][0] == "i")
    ds = plain(np.zeros((64, 64), dtype), bits)
    expected, _ = get_decoder(JPEG2000Lossless).as_array(
        encapsulate([codestream]),
        index=0,
        raw=True,
        decoding_plugin="pylibjpeg",
        rows=64,
        columns=64,
        samples_per_pixel=1,
        number_of_frames=1,
        bits_allocated=16,
        bits_stored=bits,
        pixel_representation=int(dtype[0] == "i"),
        photometric_interpretation="MONOCHROME2",
        pixel_keyword="PixelData",
        pixel_vr="OW",
    )
    found = volume(with_codestream(ds, JPEG2000Lossless, codestream))[0]
    assert np.array_equal(found, expected)


def test_boxes_of_a_jp2_file_are_passed_over():
    values = every_value("u2", 16)
    codestream = imagecodecs.jpeg2k_encode(values, level=0, codecformat="jp2")
    assert not codestream.startswith(b"\xff\x4f")
    data = with_codestream(plain(values, 16), JPEG2000Lossless, codestream)
    assert np.array_equal(volume(data)[0], values)


def test_fractions_of_hu_go_through_words_too():
    values = every_value("u2", 12)
    ds = plain(values, 12)
    ds.RescaleSlope, ds.RescaleIntercept = 0.5, -1000
    codestream = imagecodecs.jpeg2k_encode(values, level=0, bitspersample=12, codecformat="j2k")
    found = volume(with_codestream(ds, JPEG2000Lossless, codestream))
    assert found.dtype == np.float32
    assert np.array_equal(found[0], values * np.float32(0.5) - 1000)


def test_a_damaged_slice_costs_itself_only():
    held = [every_value("u2", 12, z) for z in range(3)]
    files = [packed_by_pydicom(values, 12, z) for z, values in enumerate(held)]
    at = files[1].index(b"\xff\x4f\xff\x51") + 52  # behind the size: what follows is no marker
    files[1] = files[1][:at] + bytes(100) + files[1][at + 100 :]
    found = load_series([MemoryFile(f"IM{n}", data) for n, data in enumerate(files)])
    assert np.array_equal(found.volume, [held[0], held[2]])
    assert any("IM1" in warning for warning in found.warnings)


def test_pydicom_uses_it_for_masks_and_is_told_once():
    jpeg2000.register()
    for syntax in (JPEG2000, HTJ2KLossless):
        assert jpeg2000.PLUGIN in get_decoder(syntax).available_plugins
