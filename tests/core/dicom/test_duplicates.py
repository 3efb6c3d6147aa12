"""Slices at one position: copies are dropped, phases and acquisitions are split, and told."""

from __future__ import annotations

import numpy as np

from core.dicom import Exclusion, MemoryFile, discover, load_series, read_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, write_all


def both_values(found):
    return [read_series(one).volume[:, 0, 0].tolist() for one in found.candidates]


def test_identical_copies_are_kept_once(tmp_path):
    slices = [ct_slice(z, pixels=1024 + z) for z in range(4)]
    write_all(slices, tmp_path, "A")
    write_all(slices[1:3], tmp_path, "B")
    found = discover([tmp_path])
    assert both_values(found) == [[0, 1, 2, 3]]
    assert found.exclusions == (Exclusion("B0000.dcm", "identical copy of a slice", 2),)
    assert found.candidates[0].warnings == ()


def test_the_same_file_given_twice_is_read_once(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    found = discover([tmp_path, tmp_path / "IM0001.dcm", tmp_path])
    assert [one.n_slices for one in found.candidates] == [3]
    assert found.exclusions == ()


def test_two_acquisitions_are_split_by_acquisition_number(tmp_path):
    first = [ct_slice(z, pixels=1000 + z, AcquisitionNumber=1) for z in range(10)]
    second = [ct_slice(z, pixels=2000 + z, AcquisitionNumber=2) for z in range(10)]
    for ds in second:
        ds.SOPInstanceUID += ".2"
    write_all([ds for pair in zip(second, first, strict=True) for ds in pair], tmp_path)
    found = discover([tmp_path])
    assert [one.uid for one in found.candidates] == ["1.2.3.2", "1.2.3.2-2"]
    assert both_values(found) == [
        [-24 + z for z in range(10)],
        [976 + z for z in range(10)],
    ]
    warning = (
        "Different slices share a position, first near 0.0 mm: "
        "split into 2 series by acquisition number."
    )
    assert [one.warnings for one in found.candidates] == [(warning,), (warning,)]


def test_phases_keep_the_slices_that_happen_to_be_identical(tmp_path):
    # Slices 0 and 9 hold nothing but air in both phases.
    def phase(number, value):
        return [
            ct_slice(
                z,
                pixels=0 if z in (0, 9) else value,
                AcquisitionNumber=number,
                SOPInstanceUID=f"1.2.{number}.{z + 1}",
            )
            for z in range(10)
        ]

    found = discover([write_all(phase(1, 1100) + phase(2, 1200), tmp_path)])
    assert [one.n_slices for one in found.candidates] == [10, 10]
    assert found.exclusions == ()


def test_without_any_other_mark_instance_numbers_split(tmp_path):
    def copy(first_number, value):
        return [
            ct_slice(
                z,
                pixels=value,
                InstanceNumber=first_number + z,
                SOPInstanceUID=f"1.{value}.{z + 1}",
            )
            for z in range(8)
        ]

    found = discover([write_all(copy(101, 2000) + copy(1, 1000), tmp_path)])
    assert both_values(found) == [[-24] * 8, [976] * 8]
    assert "split into 2 series by instance number." in found.candidates[0].warnings[0]


def test_acquisition_times_that_differ_in_every_slice_do_not_take_the_stack_apart(tmp_path):
    def copy(hour, value):
        return [
            ct_slice(
                z,
                pixels=value,
                AcquisitionTime=f"{hour}00{z:02d}",
                SOPInstanceUID=f"1.{value}.{z + 1}",
                InstanceNumber=hour + z,
            )
            for z in range(8)
        ]

    found = discover([write_all(copy(10, 1000) + copy(20, 2000), tmp_path)])
    assert [one.n_slices for one in found.candidates] == [8, 8]


def test_one_differing_slice_at_a_taken_position_is_listed(tmp_path):
    slices = [ct_slice(z, pixels=1000, InstanceNumber=z + 1) for z in range(12)]
    write_all(slices, tmp_path)
    write_all([ct_slice(5, pixels=3000, InstanceNumber=99)], tmp_path, "X")
    found = discover([tmp_path])
    assert both_values(found) == [[-24] * 12]
    assert found.exclusions == (
        Exclusion("X0000.dcm", "differs from another slice at the same position"),
    )
    assert found.candidates[0].warnings[0] == (
        "Different slices share a position, first near 5.0 mm: only the larger set is opened."
    )


def test_bolus_tracking_is_set_aside_and_the_volume_opens(tmp_path):
    write_all([ct_slice(z) for z in range(9)], tmp_path / "volume")
    tracking = {"SeriesInstanceUID": "1.2.3.7", "SeriesDescription": "Monitoring"}
    slices = [
        ct_slice(4.0, pixels=1000 + k, InstanceNumber=k, AcquisitionNumber=k, **tracking)
        for k in range(12)
    ]
    write_all(slices, tmp_path / "tracking", "T")
    found = discover([tmp_path])
    assert [one.n_slices for one in found.candidates] == [9]
    assert found.exclusions == (
        Exclusion(
            "T0000.dcm", "images of the same place over time (bolus tracking), not a volume", 12
        ),
    )


def test_two_kernels_under_one_uid_are_split(tmp_path):
    def kernel(name, value):
        return [
            ct_slice(z, pixels=value, ConvolutionKernel=name, SOPInstanceUID=f"1.{value}.{z + 1}")
            for z in range(8)
        ]

    found = discover([write_all(kernel("B30f", 1000) + kernel("B70f", 2000), tmp_path)])
    assert [one.tags.kernel for one in found.candidates] == ["B30f", "B70f"]


def test_same_stored_values_with_another_rescale_are_not_copies():
    files = [
        MemoryFile(name, to_bytes(ct_slice(0, pixels=1000, RescaleIntercept=intercept)))
        for name, intercept in (("a", -1024), ("b", 0))
    ]
    found = discover(files)
    assert sorted(int(np.max(read_series(one).volume)) for one in found.candidates) == [-24, 1000]
    assert load_series(files).warnings[0].startswith("The longest of 2 series was opened")
