"""Blank and repeated UIDs: grouped by whose slices they are and where they lie, with a warning."""

from __future__ import annotations

import pytest

from core.dicom import discover, read_series, sentences
from tools.mock_dicom.mock_slice import ct_slice, write_all


@pytest.mark.parametrize("blank", ["", None])
def test_blank_series_uid_is_grouped_by_geometry(tmp_path, blank):
    write_all([ct_slice(z, SeriesInstanceUID=blank) for z in range(9)], tmp_path, "A")
    wide = {"PixelSpacing": [1.0, 1.0], "SeriesInstanceUID": blank}
    write_all([ct_slice(z, **wide) for z in range(8)], tmp_path, "B")
    found = discover([tmp_path])
    assert sorted(one.n_slices for one in found.candidates) == [8, 9]
    for one in found.candidates:
        assert "blank_series_uid" in [warning.code for warning in one.warnings]
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
        assert one.warnings == (sentences.series.shared_series_uid(2, words),)


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
    assert found.candidates[0].warnings == (sentences.series.repeated_instance_uids(5),)


def test_blank_instance_uids(tmp_path):
    slices = [ct_slice(z) for z in range(5)]
    slices[1].SOPInstanceUID = ""
    # pydicom won't write a file whose instance UID is blank: blank it in the bytes.
    slices[1].SOPInstanceUID = "1.1.1.1"
    folder = write_all(slices, tmp_path)
    path = folder / "IM0001.dcm"
    path.write_bytes(path.read_bytes().replace(b"1.1.1.1\0", b"\0" * 8))
    found = discover([folder])
    assert found.candidates[0].warnings == (sentences.series.blank_instance_uids(1),)


class TestAUidForEverySlice:
    """Export and de-identification tools write identifiers anew for each file."""

    def one_series(self, folder, slices, *codes):
        """The only series; its values rise with the position, and its warnings have the codes."""
        (found,) = discover([write_all(slices, folder)]).candidates
        values = read_series(found).volume[:, 0, 0].tolist()
        assert values == sorted(values)
        assert [warning.code for warning in found.warnings] == list(codes)
        return found

    def own(self, level, z, **changes):
        return ct_slice(z, pixels=1024 + z, **{level: f"1.5.{(z * 7) % 12}", **changes})

    def test_a_series_uid_for_every_slice(self, tmp_path):
        slices = [self.own("SeriesInstanceUID", z) for z in range(12)]
        found = self.one_series(tmp_path, slices, "series_uid_for_every_slice")
        assert (found.n_slices, found.spacing_mm[0]) == (12, 1.0)
        # That of the lowest slice, whatever the order of the files.
        assert found.uid == "1.5.0"
        assert discover([write_all(slices[::-1], tmp_path / "back")]).candidates[0].uid == "1.5.0"

    def test_a_frame_of_reference_for_every_slice(self, tmp_path):
        slices = [self.own("FrameOfReferenceUID", z) for z in range(12)]
        found = self.one_series(tmp_path, slices, "frame_of_reference_for_every_slice")
        assert (found.n_slices, found.tags.frame_of_reference_uid) == (12, "")

    def test_a_study_for_every_slice(self, tmp_path):
        slices = [self.own("StudyInstanceUID", z) for z in range(12)]
        assert self.one_series(tmp_path, slices, "study_uid_for_every_slice").n_slices == 12

    def test_all_of_them_if_positions_follow_the_instance_numbers(self, tmp_path):
        uids = "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"
        slices = [
            ct_slice(z, pixels=1024 + z, **{level: f"1.{k}.{z}" for k, level in enumerate(uids, 5)})
            for z in range(6)
        ]
        found = self.one_series(
            tmp_path / "even",
            slices,
            "series_uid_for_every_slice",
            "study_uid_for_every_slice",
            "frame_of_reference_for_every_slice",
        )
        assert found.n_slices == 6
        # Else nothing says that these slices have to do with each other.
        slices[2].ImagePositionPatient[2] = 17.0
        odd = discover([write_all(slices, tmp_path / "odd")]).candidates
        assert [one.n_slices for one in odd] == [1] * 6

    def test_two_patients_stay_two(self, tmp_path):
        slices = [
            self.own("SeriesInstanceUID", z, PatientID=patient)
            for patient in ("ONE", "TWO")
            for z in range(12)
        ]
        for number, ds in enumerate(slices):
            ds.SeriesInstanceUID, ds.SOPInstanceUID = f"1.6.{number}", f"1.7.{number}"
        found = discover([write_all(slices, tmp_path)]).candidates
        assert sorted((one.n_slices, one.tags.patient_id) for one in found) == [
            (12, "ONE"),
            (12, "TWO"),
        ]

    def test_series_and_studies_stay_apart(self, tmp_path):
        told = ({}, {"SeriesNumber": 3}, {"StudyInstanceUID": "1.9"}, {"FrameOfReferenceUID": "1"})
        for number, changes in enumerate(told):
            slices = [
                self.own("SeriesInstanceUID", z, SOPInstanceUID=f"1.8.{number}.{z}", **changes)
                for z in range(12)
            ]
            for z, ds in enumerate(slices):
                ds.SeriesInstanceUID = f"1.6.{number}.{z}"
            write_all(slices, tmp_path / str(number))
        assert [one.n_slices for one in discover([tmp_path]).candidates] == [12] * 4

    def test_a_series_number_for_every_slice_too(self, tmp_path):
        slices = [self.own("SeriesInstanceUID", z, SeriesNumber=z + 1) for z in range(12)]
        found = self.one_series(tmp_path, slices, "series_uid_for_every_slice")
        assert found.n_slices == 12

    def test_single_images_of_several_series_are_not_one(self, tmp_path):
        numbers = (4, 2, 9, 3, 7, 1)
        slices = [
            self.own("SeriesInstanceUID", z, SeriesNumber=number)
            for z, number in enumerate(numbers)
        ]
        found = discover([write_all(slices, tmp_path)]).candidates
        assert [one.n_slices for one in found] == [1] * len(numbers)

    def test_slices_that_fell_out_of_their_series_join_it(self, tmp_path):
        slices = [ct_slice(z, pixels=1024 + z) for z in range(12)]
        for z in (3, 6, 9):
            slices[z].SeriesInstanceUID = f"1.5.{z}"
        found = self.one_series(tmp_path, slices, "series_uid_for_every_slice")
        assert (found.uid, found.n_slices) == ("1.2.3.2", 12)

    def test_key_images_of_a_series_do_not_join_it(self, tmp_path):
        write_all([ct_slice(z) for z in range(12)], tmp_path, "A")
        keys = [ct_slice(z, 1100, SeriesInstanceUID=f"1.5.{z}") for z in (3, 6, 9)]
        write_all(keys, tmp_path, "B")
        assert sorted(one.n_slices for one in discover([tmp_path]).candidates) == [3, 12]

    def test_images_of_one_place_over_time_are_no_volume(self, tmp_path):
        slices = [ct_slice(5.0, SeriesInstanceUID=f"1.5.{k}") for k in range(5)]
        assert all(one.n_slices == 1 for one in discover([write_all(slices, tmp_path)]).candidates)


UTF8, LATIN = {"SpecificCharacterSet": "ISO_IR 192"}, {"SpecificCharacterSet": "ISO_IR 100"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE^JOHN^^^"}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "Doe^John "}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE, JOHN"}),
        ({"PatientName": "Müller^Jörg", **UTF8}, {"PatientName": "MÜLLER^JÖRG", **LATIN}),
        ({"PatientName": "Yamada^Tarou"}, {"PatientName": "Yamada^Tarou=山田^太郎", **UTF8}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": ""}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE^JOHN", "PatientID": None}),
        ({"PatientID": "id-4711"}, {"PatientID": "ID-4711"}),
    ],
)
def test_one_patient_written_in_two_ways(tmp_path, one, other):
    slices = [ct_slice(z, **(other if z % 2 else one)) for z in range(6)]
    (found,) = discover([write_all(slices, tmp_path)]).candidates
    assert (found.n_slices, found.warnings) == (6, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE^JANE"}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE^JOHN^J"}),
        ({"PatientName": "DOE^JOHN"}, {"PatientName": "DOE^JOHN", "PatientID": "12"}),
        ({"PatientName": "山田^太郎", **UTF8}, {"PatientName": "山田^次郎", **UTF8}),
    ],
)
def test_two_patients_of_one_series_uid_are_split(tmp_path, one, other):
    slices = [ct_slice(z, **(other if z % 2 else one)) for z in range(6)]
    found = discover([write_all(slices, tmp_path)]).candidates
    assert [one.n_slices for one in found] == [3, 3]
    assert {warning.code for one in found for warning in one.warnings} == {"shared_series_uid"}


def test_a_blank_name_joins_neither_of_two_patients(tmp_path):
    names = ["DOE^JOHN", "DOE^JANE", ""]
    slices = [ct_slice(z, PatientName=names[z % 3]) for z in range(9)]
    found = discover([write_all(slices, tmp_path)]).candidates
    assert [one.n_slices for one in found] == [3, 3, 3]
