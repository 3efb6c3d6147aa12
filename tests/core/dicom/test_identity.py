"""Blank and repeated UIDs: grouped by whose slices they are and where they lie, with a warning."""

from __future__ import annotations

import pytest

from core.dicom import discover, read_series
from tools.mock_dicom.mock_slice import ct_slice, write_all

BLANK_SERIES = "The series UID is blank: slices were grouped by their geometry."


@pytest.mark.parametrize("blank", ["", None])
def test_blank_series_uid_is_grouped_by_geometry(tmp_path, blank):
    write_all([ct_slice(z, SeriesInstanceUID=blank) for z in range(9)], tmp_path, "A")
    wide = {"PixelSpacing": [1.0, 1.0], "SeriesInstanceUID": blank}
    write_all([ct_slice(z, **wide) for z in range(8)], tmp_path, "B")
    found = discover([tmp_path])
    assert sorted(one.n_slices for one in found.candidates) == [8, 9]
    assert all(BLANK_SERIES in one.warnings for one in found.candidates)
    uids = [one.uid for one in found.candidates]
    assert len(set(uids)) == 2
    assert all(uid.startswith("unnamed-") for uid in uids)
    assert uids == [one.uid for one in discover([tmp_path]).candidates]


def test_blank_series_uids_of_two_series_numbers_stay_apart(tmp_path):
    for number in (1, 2):
        slices = [ct_slice(z, SeriesInstanceUID="", SeriesNumber=number) for z in range(3)]
        write_all(slices, tmp_path / str(number))
    assert [one.tags.series_number for one in discover([tmp_path]).candidates] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"PatientID": "OTHER"}, "patients"),
        ({"StudyInstanceUID": "1.9"}, "studies"),
        ({"FrameOfReferenceUID": "1.9"}, "frames of reference"),
    ],
)
def test_one_series_uid_for_two_owners_is_split(tmp_path, changes, words):
    write_all([ct_slice(z, pixels=1024) for z in range(4)], tmp_path, "A")
    write_all([ct_slice(z, pixels=1124, **changes) for z in range(3)], tmp_path, "B")
    found = discover([tmp_path])
    assert sorted(one.uid for one in found.candidates) == ["1.2.3.2", "1.2.3.2-2"]
    assert sorted(read_series(one).volume.max() for one in found.candidates) == [0, 100]
    for one in found.candidates:
        assert one.warnings == (
            f"One series UID is used for 2 different {words}: opened as separate series.",
        )


def test_a_blank_frame_of_reference_joins_the_only_other(tmp_path):
    slices = [ct_slice(z) for z in range(6)]
    slices[2].FrameOfReferenceUID = ""
    del slices[3].FrameOfReferenceUID
    found = discover([write_all(slices, tmp_path)])
    assert [one.n_slices for one in found.candidates] == [6]


def test_repeated_instance_uids_are_told_apart_by_position(tmp_path):
    slices = [ct_slice(z, pixels=1024 + z, SOPInstanceUID="1.2.3.4") for z in range(5)]
    found = discover([write_all(slices, tmp_path)])
    assert read_series(found.candidates[0]).volume[:, 0, 0].tolist() == [0, 1, 2, 3, 4]
    assert found.candidates[0].warnings == (
        "5 files repeat an instance UID: told apart by position.",
    )


def test_blank_instance_uids(tmp_path):
    slices = [ct_slice(z) for z in range(5)]
    slices[1].SOPInstanceUID = ""
    # pydicom won't write a file whose instance UID is blank: blank it in the bytes.
    slices[1].SOPInstanceUID = "1.1.1.1"
    folder = write_all(slices, tmp_path)
    path = folder / "IM0001.dcm"
    path.write_bytes(path.read_bytes().replace(b"1.1.1.1\0", b"\0" * 8))
    found = discover([folder])
    assert found.candidates[0].warnings == ("1 file without an instance UID: placed by position.",)
