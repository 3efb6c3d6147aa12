"""Every way in which a SEG says which segment a frame shows, and packs its pixels."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, RLELossless

from core.dicom import Limits, MemoryFile
from core.dicom.elements import undeflated
from core.dicom.items import MemoryItem
from core.dicom.kinds import LABEL_MAP_CLASS, SEGMENTATION_CLASS
from core.dicom.reference_mask import open_reference
from core.dicom.segment_pixels import DEFLATED_FRAMES
from core.dicom.segmentation import read_segmentation
from core.errors import InputError
from core.series import Series, SeriesTags
from tests.coded import raises
from tools.mock_dicom.mock_slice import PATIENT_ID
from tools.mock_dicom.seg_file import frame, item, save, segment

SHAPE = (5, 4, 8)
SEGMENTS = [segment(1, "Liver"), segment(2, "Tumor")]
#: Liver on the slices at 5 and 10 mm, 20 and 21 voxels of it lesion-free; 4 voxels of lesion.
LIVER = np.zeros((2, 4, 8), np.uint8)
LIVER[0, :, :5], LIVER[1, :, 1:] = 1, 1
TUMOUR = np.zeros((4, 8), np.uint8)
TUMOUR[1:3, 3:5] = 1
PLANES = np.stack([LIVER[0], LIVER[1], TUMOUR])
FRAMES = [frame(1, 5.0), frame(1, 10.0), frame(2, 10.0)]


@pytest.fixture
def series() -> Series:
    return Series(
        uid="",
        volume=np.zeros(SHAPE, np.int16),
        spacing_mm=(5.0, 0.5, 0.5),
        slice_origins_mm=np.array([[-10.0, -20.0, 5.0 * z] for z in range(5)]),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
        tags=SeriesTags(patient_id=PATIENT_ID, frame_of_reference_uid="1.2.3.3"),
    )


def counts(path, series) -> tuple[list[int], list[int]]:
    """(voxels of liver, voxels of lesions) of each slice."""
    codes = open_reference(path, series).codes
    return [(codes == 1).sum(axis=(1, 2)).tolist(), (codes > 1).sum(axis=(1, 2)).tolist()]


WHOLE = [[0, 20, 24, 0, 0], [0, 0, 4, 0, 0]]
LIVER_ALONE = [[0, 20, 28, 0, 0], [0] * 5]


def test_the_segment_of_each_frame(tmp_path, series):
    path = save(tmp_path / "seg.dcm", SEGMENTS, FRAMES, PLANES, pixel_mm=(0.5, 0.5))
    assert counts(path, series) == WHOLE


def test_the_segment_shared_by_all_frames(tmp_path, series):
    frames = [frame(None, 5.0), frame(None, 10.0)]
    path = save(tmp_path / "seg.dcm", SEGMENTS, frames, LIVER, shared_segment=1)
    assert counts(path, series) == LIVER_ALONE


def test_the_only_segment_need_not_be_named(tmp_path, series):
    frames = [frame(None, 5.0), frame(None, 10.0)]
    path = save(tmp_path / "seg.dcm", SEGMENTS[:1], frames, LIVER)
    assert counts(path, series) == LIVER_ALONE


def test_one_of_two_segments_is_not_guessed(tmp_path, series):
    frames = [frame(None, 5.0), frame(None, 10.0)]
    path = save(tmp_path / "seg.dcm", SEGMENTS, frames, LIVER)
    with raises(InputError, "damaged_segmentation", "seg.dcm"):
        open_reference(path, series)


def test_orientation_and_pixel_size_of_each_frame(tmp_path, series):
    for one in (frames := [frame(1, 5.0), frame(1, 10.0)]):
        one.PlaneOrientationSequence = [item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])]
        one.PixelMeasuresSequence = [item(PixelSpacing=[0.5, 0.5], SliceThickness=5.0)]
    path = save(tmp_path / "seg.dcm", SEGMENTS, frames, LIVER)
    ds = pydicom.dcmread(path)
    del ds.SharedFunctionalGroupsSequence
    ds.save_as(path)
    assert counts(path, series) == LIVER_ALONE


def test_a_single_frame_whose_groups_are_all_shared(tmp_path, series):
    path = save(tmp_path / "seg.dcm", SEGMENTS, [], LIVER[1:], shared_segment=1)
    ds = pydicom.dcmread(path)
    place = item(ImagePositionPatient=[-10.0, -20.0, 10.0])
    ds.SharedFunctionalGroupsSequence[0].PlanePositionSequence = [place]
    del ds.PerFrameFunctionalGroupsSequence
    ds.save_as(path)
    assert counts(path, series) == [[0, 0, 28, 0, 0], [0] * 5]


def label_map() -> np.ndarray:
    planes = LIVER * 3
    planes[1][TUMOUR > 0] = 7
    return planes


NUMBERED = [segment(3, "Liver"), segment(7, "Tumor"), segment(5, "Spleen")]
PLACES = [frame(None, 5.0), frame(None, 10.0)]


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("photometric", ["MONOCHROME2", "PALETTE COLOR"])
def test_a_label_map(tmp_path, series, bits, photometric):
    """The numbers of its segments need not be 1 and 2, nor follow each other."""
    path = save(
        tmp_path / "seg.dcm",
        NUMBERED,
        PLACES,
        label_map(),
        kind="LABELMAP",
        bits=bits,
        PhotometricInterpretation=photometric,
    )
    assert pydicom.dcmread(path).SOPClassUID == LABEL_MAP_CLASS != SEGMENTATION_CLASS
    assert counts(path, series) == WHOLE


def test_numbers_above_255_in_a_label_map(tmp_path, series):
    planes = np.where(label_map() == 7, 300, label_map().astype(np.uint16))
    segments = [NUMBERED[0], segment(300, "Tumor")]
    path = save(tmp_path / "seg.dcm", segments, PLACES, planes, kind="LABELMAP", bits=16)
    assert counts(path, series) == WHOLE


def test_the_background_of_a_label_map_is_no_unused_segment(tmp_path, series):
    segments = [*NUMBERED, segment(0, "Background")]
    path = save(tmp_path / "seg.dcm", segments, PLACES, label_map(), kind="LABELMAP")
    assert read_segmentation(_item(path), Limits()).unused == ["Spleen"]


def test_a_label_map_in_rle(tmp_path, series):
    path = save(tmp_path / "seg.dcm", NUMBERED, PLACES, label_map(), kind="LABELMAP")
    ds = pydicom.dcmread(path)
    ds.compress(RLELossless, generate_instance_uid=False)
    ds.save_as(path)
    assert counts(path, series) == WHOLE


def test_a_label_map_between_the_slices_of_the_ct(tmp_path, series):
    frames = [frame(None, 6.0), frame(None, 11.0)]
    path = save(
        tmp_path / "seg.dcm", NUMBERED, frames, label_map(), kind="LABELMAP", pixel_mm=(0.5, 0.5)
    )
    assert counts(path, series) == WHOLE


@pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])
def test_a_deflated_file(tmp_path, series, kind):
    segments, frames, pixels = (
        (SEGMENTS, FRAMES, PLANES) if kind == "BINARY" else (NUMBERED, PLACES, label_map())
    )
    path = save(
        tmp_path / "seg.dcm",
        segments,
        frames,
        pixels,
        kind=kind,
        syntax=DeflatedExplicitVRLittleEndian,
    )
    assert counts(path, series) == WHOLE


@pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])
def test_frames_deflated_one_by_one(tmp_path, series, kind):
    """Deflated Image Frame Compression, which pydicom doesn't know yet."""
    segments, frames, pixels = (
        (SEGMENTS, FRAMES, PLANES) if kind == "BINARY" else (NUMBERED, PLACES, label_map())
    )
    path = save(tmp_path / "seg.dcm", segments, frames, pixels, kind=kind)
    ds = pydicom.dcmread(path)
    packed = []
    for plane in pixels:
        flat = plane.ravel()
        data = np.packbits(flat, bitorder="little") if kind == "BINARY" else flat
        squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed.append(squeeze.compress(data.tobytes()) + squeeze.flush())
    ds.PixelData = encapsulate(packed)
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    file = io.BytesIO()
    ds.save_as(file)
    # pydicom doesn't write a syntax that it doesn't know; the new one is two bytes longer.
    named = [
        b"UI" + bytes([length, 0]) + uid.encode().ljust(length, b"\0")
        for uid, length in ((ExplicitVRLittleEndian, 20), (DEFLATED_FRAMES, 22))
    ]
    data = file.getvalue().replace(*named, 1)
    assert DEFLATED_FRAMES.encode() in data[:400]
    assert counts(MemoryFile("seg.dcm", data), series) == WHOLE


def test_a_deflated_file_is_not_inflated_beyond_its_pixels(tmp_path):
    path = save(
        tmp_path / "seg.dcm", SEGMENTS, FRAMES, PLANES, syntax=DeflatedExplicitVRLittleEndian
    )
    plain = undeflated(path.read_bytes(), 10_000)
    bomb = path.read_bytes()
    # The same stream with a hundred megabytes of zeros at its end.
    start = bomb.index(DeflatedExplicitVRLittleEndian.encode()) + 22
    start = next(n for n in range(start, start + 200) if _inflates(bomb[n:]))
    body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(bomb[start:])
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bomb = bomb[:start] + squeeze.compress(body + bytes(100_000_000)) + squeeze.flush()
    assert undeflated(bomb, 10_000) == plain
    assert len(plain) < 10_000


def _inflates(data: bytes) -> bool:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data)[:2] == b"\x08\0"
    except zlib.error:
        return False


def test_a_deflated_file_over_the_limit_is_refused(tmp_path, series):
    pixels = np.zeros((3, 64, 64), np.uint8)
    path = save(
        tmp_path / "seg.dcm", SEGMENTS, FRAMES, pixels, syntax=DeflatedExplicitVRLittleEndian
    )
    with raises(InputError, "damaged_segmentation", "seg.dcm"):
        open_reference(path, series, limits=Limits(volume_bytes=1000))


def test_a_cut_deflated_seg_is_no_traceback(tmp_path, series):
    path = save(
        tmp_path / "seg.dcm", SEGMENTS, FRAMES, PLANES, syntax=DeflatedExplicitVRLittleEndian
    )
    whole = path.read_bytes()
    for length in range(140, len(whole) - 8, 41):
        with pytest.raises(InputError) as error:
            open_reference(MemoryFile("seg.dcm", whole[:length]), series)
        assert error.value.code


def _item(path):
    return MemoryItem(MemoryFile(path.name, path.read_bytes()))
