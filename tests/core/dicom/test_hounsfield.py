"""Stored values become HU, worked out by hand for every way in which they may be stored."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from core.dicom import MemoryFile, load_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, write, write_all

VALUES = np.array([[0, 1, 1024], [1064, 2048, 4095]], np.uint16)
HU = [[-1024, -1023, 0], [40, 1024, 3071]]


def read(ds, syntax=ExplicitVRLittleEndian):
    return load_series([MemoryFile("slice.dcm", to_bytes(ds, syntax))]).volume


def test_unsigned():
    volume = read(ct_slice(pixels=VALUES))
    assert volume.dtype == np.int16
    assert volume.tolist() == [HU]


def test_signed():
    signed = np.array([[-1000, -1], [0, 3000]], np.int16)
    assert read(ct_slice(pixels=signed, RescaleIntercept=0)).tolist() == [signed.tolist()]


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian]
)
def test_every_byte_order_and_vr_encoding(syntax):
    assert read(ct_slice(pixels=VALUES), syntax).tolist() == [HU]


def test_rescale_is_per_slice(tmp_path):
    slices = [
        ct_slice(0.0, pixels=100, RescaleSlope=1, RescaleIntercept=-1024),
        ct_slice(1.0, pixels=100, RescaleSlope=2, RescaleIntercept=-500),
        ct_slice(2.0, pixels=100, RescaleSlope=-3, RescaleIntercept=10),
    ]
    series = load_series([write_all(slices, tmp_path)])
    assert series.volume.dtype == np.int16
    assert series.volume[:, 0, 0].tolist() == [-924, -300, -290]


def test_a_fraction_in_the_slope_gives_float32():
    volume = read(ct_slice(pixels=VALUES, RescaleSlope="0.5", RescaleIntercept="-100.25"))
    assert volume.dtype == np.float32
    assert volume[0, 0].tolist() == [-100.25, -99.75, 411.75]


def test_one_slice_with_a_fraction_makes_the_whole_volume_float32(tmp_path):
    slices = [ct_slice(0.0, pixels=1000), ct_slice(1.0, pixels=3, RescaleSlope="0.5")]
    volume = load_series([write_all(slices, tmp_path)]).volume
    assert volume.dtype == np.float32
    assert volume[:, 0, 0].tolist() == [-24.0, -1022.5]


def test_hu_outside_int16_are_not_wrapped():
    # 65535 - 1024 = 64511 needs more than int16; so does -32768 - 1024.
    high = np.array([[0, 65535]], np.uint16)
    assert read(ct_slice(pixels=high)).tolist() == [[[-1024.0, 64511.0]]]
    low = np.array([[0, -32768]], np.int16)
    assert read(ct_slice(pixels=low)).tolist() == [[[-1024.0, -33792.0]]]


def test_large_unsigned_values_that_fit_after_rescale_stay_int16():
    volume = read(ct_slice(pixels=np.array([[32768, 34000]], np.uint16), RescaleIntercept=-33000))
    assert volume.dtype == np.int16
    assert volume.tolist() == [[[-232, 1000]]]


def test_bits_above_the_stored_ones_are_ignored():
    # 12 bits stored of 16; an old overlay sits in the top four bits.
    stored = np.array([[0xF000 | 1024, 0x5000 | 4095]], np.uint16)
    assert read(ct_slice(pixels=stored, BitsStored=12, HighBit=11)).tolist() == [[[0, 3071]]]


@pytest.mark.parametrize("top", [0x0000, 0xF000, 0xA000])
def test_the_sign_of_12_bits_is_extended_whatever_the_top_bits_hold(top):
    # -1000 in 12 bits is 0xC18, 40 is 0x028.
    stored = np.array([[0xC18 | top, 0x028 | top]], np.uint16)
    ds = ct_slice(
        pixels=stored, BitsStored=12, HighBit=11, PixelRepresentation=1, RescaleIntercept=0
    )
    assert read(ds).tolist() == [[[-1000, 40]]]


def test_stored_bits_may_lie_at_the_top_of_the_word():
    stored = np.array([[1064 << 4 | 0xF]], np.uint16)  # 12 bits, high bit 15
    assert read(ct_slice(pixels=stored, BitsStored=12, HighBit=15)).tolist() == [[[40]]]


def test_8_bit_pixels():
    ds = ct_slice(pixels=np.array([[0, 255], [7, 9]], np.uint8), RescaleIntercept=-100)
    assert read(ds).tolist() == [[[-100, 155], [-93, -91]]]


def test_8_bit_pixels_in_big_endian_words():
    ds = ct_slice(pixels=np.array([[0, 255], [7, 9]], np.uint8), RescaleIntercept=-100)
    ds.PixelData = bytes([255, 0, 9, 7])  # as OW, bytes are swapped in pairs
    assert read(ds, ExplicitVRBigEndian).tolist() == [[[-100, 155], [-93, -91]]]


def test_32_bit_pixels():
    assert read(ct_slice(pixels=np.array([[1024, 3000]], np.uint32))).tolist() == [[[0, 1976]]]


def test_monochrome1_changes_the_display_not_the_hu():
    # PS3.3 C.7.6.3.1.2. SimpleITK inverts the stored values instead, which gives 64511 HU here.
    volume = read(ct_slice(pixels=VALUES, PhotometricInterpretation="MONOCHROME1"))
    assert volume.tolist() == [HU]


def test_missing_rescale_is_taken_as_hu_with_a_warning():
    ds = ct_slice(pixels=np.array([[40]], np.int16), RescaleSlope=None, RescaleIntercept=None)
    series = load_series([MemoryFile("a", to_bytes(ds))])
    assert series.volume.tolist() == [[[40]]]
    assert "No rescale to HU in the file: stored values are taken as HU." in series.warnings


def test_values_that_are_not_hu_are_told():
    series = load_series([MemoryFile("a", to_bytes(ct_slice(RescaleType="Z_EFF")))])
    assert "The file says that its values are Z_EFF, not HU." in series.warnings


class TestPadding:
    """Padding as dark as air or darker stays, as SimpleITK has it; brighter becomes air."""

    def test_the_usual_padding_of_ge_stays_darker_than_air(self):
        ds = ct_slice(pixels=np.array([[-2000, 1064]], np.int16), PixelPaddingValue=-2000)
        ds["PixelPaddingValue"].VR = "SS"
        assert read(ds).tolist() == [[[-3024, 40]]]

    def test_bright_padding_becomes_air(self):
        ds = ct_slice(pixels=np.array([[4000, 1064]], np.uint16), PixelPaddingValue=4000)
        assert read(ds).tolist() == [[[-1024, 40]]]

    def test_padding_that_wraps_round_to_bright_becomes_air_and_stays_int16(self):
        ds = ct_slice(pixels=np.array([[63536, 1064]], np.uint16), PixelPaddingValue=63536)
        volume = read(ds)
        assert volume.dtype == np.int16
        assert volume.tolist() == [[[-1024, 40]]]

    def test_padding_written_unsigned_in_signed_pixels(self):
        # 63536 is -2000 as a signed word, and 61536 is -4000.
        pixels = np.array([[-2000, 1064]], np.int16)
        ds = ct_slice(pixels=pixels, PixelPaddingValue=63536, RescaleIntercept=1000)
        ds["PixelPaddingValue"].VR = "US"
        # -2000 + 1000 = -1000 is brighter than -1024: becomes air.
        assert read(ds).tolist() == [[[-1024, 2064]]]

    def test_a_range_of_padding(self):
        stored = np.array([[2999, 3000, 3500, 4000, 4001]], np.uint16)
        ds = ct_slice(pixels=stored, PixelPaddingValue=4000, PixelPaddingRangeLimit=3000)
        assert read(ds).tolist() == [[[1975, -1024, -1024, -1024, 2977]]]

    def test_padding_outside_the_stored_bits(self):
        stored = np.array([[0x8000, 1064]], np.uint16)
        ds = ct_slice(pixels=stored, BitsStored=12, HighBit=11, PixelPaddingValue=0x8000)
        # The word with its top bits cut off would be 0: -1024 by chance; so move the intercept.
        ds.RescaleIntercept = 0
        assert read(ds).tolist() == [[[-1024, 1064]]]

    def test_padding_in_a_float_volume(self):
        ds = ct_slice(pixels=np.array([[4000, 100]], np.uint16), PixelPaddingValue=4000)
        ds.RescaleSlope = "0.5"
        assert read(ds).tolist() == [[[-1024.0, -974.0]]]


@pytest.mark.parametrize(
    "changes",
    [
        {"pixels": VALUES},
        {"pixels": VALUES, "RescaleSlope": "0.5", "RescaleIntercept": "-100.25"},
        {"pixels": VALUES.astype(np.int16) - 2000},
        {"pixels": VALUES & 0xFFF, "BitsStored": 12, "HighBit": 11},
        {"pixels": VALUES.astype(np.uint8), "RescaleIntercept": 0},
    ],
)
def test_same_as_simpleitk(tmp_path, changes):
    path = write(ct_slice(**changes), tmp_path / "slice.dcm")
    expected = sitk.GetArrayFromImage(sitk.ReadImage(str(path)))
    assert np.array_equal(load_series([path]).volume, expected.reshape(1, *expected.shape[-2:]))
