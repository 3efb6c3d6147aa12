"""Inputs that once hung, crashed or filled the memory: found by tools/fuzz, made small."""

from __future__ import annotations

import io
import os
import weakref

import numpy as np
import pydicom
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from core.dicom import Limits, MemoryFile, discover, load_series
from core.dicom.geometry import Grids
from core.dicom.items import FileItem
from core.dicom.set_aside import SetAside
from core.dicom.stored import fingerprint
from core.errors import InputError, NoSeriesError
from tools.fuzz import sandbox, seeds
from tools.fuzz.generators import headers, places
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, write_all


def refusal_code(data: bytes) -> str:
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile("slice", data)])
    return error.value.code


def refused(**changes: object) -> str:
    return refusal_code(to_bytes(ct_slice(1.0, **changes)))


def with_text(keyword: str, text: str) -> bytes:
    """A slice with a decimal string that pydicom would not write."""
    meta, elements = headers.slice_parts()
    return headers.joined(meta, headers.put(elements, headers.text_element(keyword, b"DS", text)))


@pytest.mark.parametrize("z", ["1e300", "-1e7"])
def test_positions_that_no_patient_has(z):
    assert refused(ImagePositionPatient=["0", "0", z]) == "impossible_position"


@pytest.mark.parametrize("size", ["0", "1e-300", "1e300", "-0.5"])
def test_pixel_sizes_that_no_scanner_has(size):
    assert refused(PixelSpacing=[size, "0.5"]) == "no_pixel_spacing"


def test_a_slope_whose_hu_would_not_be_numbers():
    assert refused(RescaleSlope="1e300") == "impossible_slope"
    assert refused(RescaleSlope="1e-9") == "impossible_slope"
    assert refused(RescaleIntercept="-1e30") == "impossible_intercept"


def test_a_frame_with_a_position_that_is_no_number():
    ds = pydicom.dcmread(io.BytesIO(seeds.enhanced()))
    place = ds.PerFrameFunctionalGroupsSequence[0].PlanePositionSequence[0]
    raw = b"nan\\0\\0 "
    place[0x00200032] = pydicom.dataelem.RawDataElement(
        pydicom.tag.Tag(0x00200032), "DS", len(raw), raw, 0, False, True
    )
    file = io.BytesIO()
    ds.save_as(file)
    assert refusal_code(file.getvalue()) == "no_position"


def test_a_thickness_and_a_tilt_beyond_sense_are_not_believed():
    data = to_bytes(ct_slice(1.0, SliceThickness="1e300", GantryDetectorTilt="1e300"))
    series = load_series([MemoryFile("slice", data)])
    assert series.spacing_mm[0] == 1.0
    assert [warning.code for warning in series.warnings] == ["only_one_slice"]


def test_a_billion_frames():
    assert refusal_code(with_text("NumberOfFrames", "1e300")) == "too_few_pixels"


def test_numbers_of_300_digits_are_not_shown():
    series = load_series([MemoryFile("slice", with_text("SeriesNumber", "1e300"))])
    assert series.tags.series_number is None


def test_a_series_uid_is_one_printable_word():
    data = with_text("SeriesInstanceUID", "1.2\n3\x1b[31m" + "4" * 5000)
    (candidate,) = discover([MemoryFile("slice", data)]).candidates
    assert candidate.uid.startswith("1.2?3?[31m444")
    assert len(candidate.uid) == 100


def test_a_description_can_not_break_the_line_it_is_shown_in():
    data = with_text("SeriesDescription", "Liver\r\n\x1b[2Jvenous" + " " * 60_000)
    tags = load_series([MemoryFile("slice", data)]).tags
    assert tags.series_description == "Liver   [2Jvenous"


def test_a_message_does_not_list_thousands_of_reasons():
    files = [
        MemoryFile(f"IM{k}", to_bytes(ct_slice(pixels=np.zeros((1, 5000 + k), np.uint16))))
        for k in range(20)
    ]
    with pytest.raises(NoSeriesError) as error:
        discover(files)
    assert error.value.code == "no_ct_series"
    assert "(IM7); and 12 more" in str(error.value)
    assert "IM8" not in str(error.value)


def test_slices_of_a_thousand_grids_are_compared_with_few():
    grids = Grids()
    frames = discover([MemoryFile("slice", to_bytes(ct_slice()))]).candidates[0]._frames
    assert [grids.number_of(frames[0]) for _ in range(3)] == [0, 0, 0]
    data = to_bytes(ct_slice(PixelSpacing=["0.5004", "0.75"]))
    near = discover([MemoryFile("slice", data)]).candidates[0]._frames[0]
    assert grids.number_of(near) == 0  # within a thousandth of a millimetre
    data = to_bytes(ct_slice(PixelSpacing=["0.502", "0.75"]))
    far = discover([MemoryFile("slice", data)]).candidates[0]._frames[0]
    assert grids.number_of(far) == 1
    assert grids.number_of(frames[0]) == 0


@pytest.mark.parametrize("kind", ["rle", "explicit", "deflated"])
def test_a_file_of_many_frames_is_read_once_for_their_fingerprints(kind, monkeypatch):
    frames = discover([MemoryFile("enhanced", seeds.enhanced(kind))]).candidates[0]._frames
    item = frames[0].item
    times_read = []

    def counted(read):
        return lambda *length: times_read.append(1) or read(*length)

    for name in ("read", "head"):
        monkeypatch.setattr(item, name, counted(getattr(item, name)))
    digests: dict = {}
    prints = {fingerprint(frame, digests) for frame in frames}
    assert len(prints) == seeds.N_SLICES
    assert len(times_read) == 1


def test_a_file_that_has_gone_is_like_no_other(tmp_path):
    write_all([ct_slice(pixels=1), ct_slice(pixels=1)], tmp_path)
    frames = [discover([file]).candidates[0]._frames[0] for file in sorted(tmp_path.iterdir())]
    assert len({fingerprint(frame, {}) for frame in frames}) == 1
    for file in tmp_path.iterdir():
        file.unlink()
    digests: dict = {}
    assert len({fingerprint(frame, digests) for frame in frames}) == 2


# -- places --------------------------------------------------------------------------------------


def test_folders_nested_deeper_than_functions_may_be(tmp_path):
    case = places.deep_folders(_Always(1200), 0, tmp_path)
    try:
        assert discover(case.sources).candidates[0].n_slices == 1
    finally:
        sandbox.remove(tmp_path / "d")  # pytest could not


class _Always:
    """A stand-in for the random numbers of a generator."""

    def __init__(self, answer: object) -> None:
        self.choice = lambda choices: answer


def test_a_file_of_a_terabyte_is_not_read(tmp_path):
    path = tmp_path / "slice"
    path.write_bytes(bytes(128) + b"DICM" + b"x" * 8)
    os.truncate(path, 2**40)
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "file_too_large"
    assert "1099.5 GB" in str(error.value)


def test_a_header_without_end(tmp_path):
    path = tmp_path / "slice"
    meta, elements = headers.slice_parts()
    endless = headers.Element(0x00091001, b"UN", b"", 2**30)
    path.write_bytes(headers.joined(meta, [*elements[:3], endless]))
    os.truncate(path, 2**31)
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "endless_header"


def test_a_file_that_becomes_a_pipe_blocks_nothing(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    found = discover([tmp_path])
    (tmp_path / "IM0001.dcm").unlink()
    os.mkfifo(tmp_path / "IM0001.dcm")
    item = found.candidates[0]._frames[1].item
    with pytest.raises(SetAside) as error:
        item.head(10)
    assert error.value.reason.code == "disk_error"


def test_a_system_that_reads_less_than_it_is_asked_for(tmp_path, monkeypatch):
    path = tmp_path / "slice"
    path.write_bytes(b"0123456789")

    class FiveAtMost(io.FileIO):  # Linux: 2 GiB less a page
        def read(self, size: int = -1) -> bytes:
            return super().read(min(size, 5))

        def readinto(self, out) -> int:
            return super().readinto(memoryview(out)[:5])

    monkeypatch.setattr(FileItem, "open", lambda item: FiveAtMost(item.path))
    item = FileItem(path)
    assert item.read() == b"0123456789"
    assert item.head(7) == b"0123456"
    out = bytearray(9)
    assert item.read_into(1, memoryview(out)) == 9
    assert out == b"123456789"


def test_a_dicomdir_reaches_no_file_outside_of_its_folder(tmp_path):
    disc = tmp_path / "disc"
    disc.mkdir()
    write_all([ct_slice(z) for z in range(3)], tmp_path / "elsewhere", "IM")
    (disc / "LINK").symlink_to(tmp_path / "elsewhere")
    (disc / "DICOMDIR").write_bytes(places.dicomdir([["LINK", "IM0000.dcm"], ["..", "elsewhere"]]))
    with pytest.raises(NoSeriesError) as error:
        discover([disc / "DICOMDIR"])
    assert error.value.code == "listed_files_missing"
    assert "1 of the 1 " in str(error.value)


# -- memory --------------------------------------------------------------------------------------


def test_a_series_with_broken_slopes_is_measured_as_float32():
    data = to_bytes(ct_slice(RescaleSlope="0.5"))
    limits = Limits(volume_bytes=4 * 6 * 3)  # enough as int16, not as float32
    with pytest.raises(InputError) as error:
        load_series([MemoryFile("slice", data)], limits=limits)
    assert error.value.code == "series_too_large"


def test_a_volume_that_is_begun_anew_is_not_held_twice(monkeypatch):
    made, held, empty = [], [], np.empty

    def watched(shape, dtype=float):
        array = empty(shape, dtype)
        if len(shape) == 3:
            held.append(sum(one() is not None for one in made))
            made.append(weakref.ref(array))
        return array

    monkeypatch.setattr(np, "empty", watched)
    data = to_bytes(ct_slice(RescaleIntercept="40000"))  # whole numbers that int16 doesn't hold
    series = load_series([MemoryFile("slice", data)])
    assert series.volume.dtype == np.float32
    assert held == [0, 0]


def test_a_volume_that_memory_does_not_hold(monkeypatch):
    def no_room(*_, **__):
        raise MemoryError

    monkeypatch.setattr("core.dicom.load.read_volume", no_room)
    with pytest.raises(InputError) as error:
        load_series([MemoryFile("slice", to_bytes(ct_slice()))])
    assert error.value.code == "not_enough_memory_for_series"


def test_a_deflated_dicomdir_is_looked_into():
    ds = pydicom.dcmread(io.BytesIO(places.dicomdir([["IM0"]])))
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    file = io.BytesIO()
    ds.save_as(file)
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile("DICOMDIR", file.getvalue())])
    assert error.value.code == "listed_files_missing"
