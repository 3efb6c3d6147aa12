"""JPEG XL in the three syntaxes of DICOM: the values that were packed; a bad slice costs itself."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from core.dicom import MemoryFile, load_series
from core.errors import InputError
from core.series import Series
from tools.mock_dicom.mock_slice import ct_slice, with_codestream

LOSSLESS, RECOMPRESSED, EITHER = (f"1.2.840.10008.1.2.4.{last}" for last in (110, 111, 112))


def values_of(dtype: type, bits: int, z: int = 0) -> np.ndarray:
    """(24, 40) values that need all the bits."""
    lowest = -(2 ** (bits - 1)) if dtype == np.int16 else 0
    values = np.random.default_rng(z).integers(lowest, lowest + 2**bits, (24, 40))
    return values.astype(dtype)


def packed(values: np.ndarray, bits: int, syntax: str, codestream: bytes, z: int = 0) -> MemoryFile:
    depth = {"BitsStored": bits, "HighBit": bits - 1}
    ds = ct_slice(z, pixels=values, RescaleSlope=1, RescaleIntercept=0, **depth)
    return MemoryFile(f"IM{z}", with_codestream(ds, syntax, codestream))


def lossless(values: np.ndarray, bits: int, **options) -> bytes:
    """JPEG XL knows no signs: signed words go in as they are stored."""
    unused = np.uint16(2**bits - 1)
    words = values if values.dtype == np.uint8 else values.view(np.uint16) & unused
    return imagecodecs.jpegxl_encode(words, lossless=True, bitspersample=bits, **options)


def load(*files: MemoryFile) -> Series:
    return load_series(list(files))


@pytest.mark.parametrize("container", [False, True], ids=["codestream", "boxes"])
@pytest.mark.parametrize(
    ("dtype", "bits"),
    [(np.uint16, 12), (np.uint16, 16), (np.int16, 16), (np.int16, 13), (np.uint8, 8)],
)
def test_lossless(dtype, bits, container):
    held = [values_of(dtype, bits, z) for z in range(2)]
    series = load(
        *(
            packed(values, bits, LOSSLESS, lossless(values, bits, usecontainer=container), z)
            for z, values in enumerate(held)
        )
    )
    assert np.array_equal(series.volume, held)
    assert series.volume.dtype == (np.float32 if (dtype, bits) == (np.uint16, 16) else np.int16)


def test_eight_bits_in_words_of_sixteen():
    values = values_of(np.uint8, 8)
    data = packed(values.astype(np.uint16), 8, LOSSLESS, lossless(values, 8))
    assert np.array_equal(load(data).volume[0], values)


def test_a_jpeg_that_was_packed_again():
    y, x = np.mgrid[:24, :40]
    file = io.BytesIO()
    Image.fromarray((40 + 3 * x + 2 * y).astype(np.uint8)).save(file, "JPEG", quality=95)
    with Image.open(file) as image:
        expected = np.asarray(image)
    codestream = imagecodecs.jpegxl_encode_jpeg(file.getvalue(), numthreads=1)
    found = load(packed(expected, 8, RECOMPRESSED, codestream)).volume[0]
    # Decoders of JPEG may round differently.
    assert np.abs(found.astype(int) - expected).max() <= 2


def test_lossy_is_near():
    y, x = np.mgrid[:64, :64]
    values = (1000 + 20 * x + 10 * y).astype(np.uint16)
    codestream = imagecodecs.jpegxl_encode(values, distance=0.1, bitspersample=12)
    found = load(packed(values, 12, EITHER, codestream)).volume[0]
    assert 0 < np.abs(found.astype(int) - values).mean() < 8


@pytest.mark.parametrize(
    "codestream",
    [
        lossless(np.zeros((4096, 4096), np.uint16), 16),
        lossless(np.zeros((40, 24), np.uint16), 16),
        imagecodecs.jpegxl_encode(np.zeros((24, 40, 3), np.uint8), lossless=True),
        imagecodecs.jpegxl_encode(np.zeros((24, 40), np.float32), lossless=True),
        lossless(values_of(np.uint16, 16), 16)[:-200],
        b"\xff\x0a" + bytes(50),
        bytes(2),
    ],
    ids=["large", "turned", "coloured", "fractions", "cut", "damaged", "empty"],
)
def test_what_is_not_the_slice_costs_itself_only(codestream):
    held = values_of(np.uint16, 12)
    good = packed(held, 12, LOSSLESS, lossless(held, 12))
    bad = packed(values_of(np.uint16, 12, 1), 12, LOSSLESS, codestream, 1)
    series = load(good, bad)
    assert np.array_equal(series.volume[0], held)
    assert series.n_slices == 1
    assert [warning.code for warning in series.warnings] == ["undecodable_pixels", "only_one_slice"]
    with pytest.raises(InputError) as error:
        load(bad)
    assert error.value.code == "undecodable_pixels"
