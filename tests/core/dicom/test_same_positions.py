"""Slices at the same positions are told apart or refused, and never mixed."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from core.dicom import MemoryFile, discover, read_series, sentences
from core.errors import NoSeriesError
from tests.core.dicom.stacks import PLACES, assert_one, assert_two_pure, contents, found_in, stack
from tools.mock_dicom.mock_slice import to_bytes

TOLD_APART = [
    ("tube voltage", {"KVP": "80"}, {"KVP": "140"}),
    ("series number", {"SeriesNumber": 3}, {"SeriesNumber": 4}),
    ("series description", {"SeriesDescription": "art"}, {"SeriesDescription": "ven"}),
    ("acquisition number", {"AcquisitionNumber": 1}, {"AcquisitionNumber": 2}),
    ("acquisition time", {"AcquisitionTime": "120000"}, {"AcquisitionTime": "120035"}),
    (
        "acquisition time",
        {"AcquisitionDateTime": "20240131120000"},
        {"AcquisitionDateTime": "20240131120035"},
    ),
    ("series time", {"SeriesTime": "120000"}, {"SeriesTime": "120035"}),
    ("content time", {"ContentTime": "120000"}, {"ContentTime": "120035"}),
    ("trigger time", {"TriggerTime": 0}, {"TriggerTime": 350}),
    (
        "cardiac phase",
        {"NominalPercentageOfCardiacPhase": 40.0},
        {"NominalPercentageOfCardiacPhase": 75.0},
    ),
    (
        "temporal position",
        {"TemporalPositionIdentifier": 1},
        {"TemporalPositionIdentifier": 2},
    ),
    (
        "image type",
        {"ImageType": ["DERIVED", "PRIMARY", "AXIAL", "DE_VNC"]},
        {"ImageType": ["DERIVED", "PRIMARY", "AXIAL", "DE_MIX"]},
    ),
    ("contrast agent", {"ContrastBolusAgent": ""}, {"ContrastBolusAgent": "Iopromide"}),
    ("contrast timing", {"ContrastBolusStartTime": "1200"}, {"ContrastBolusStartTime": "1201"}),
    ("protocol", {"ProtocolName": "art"}, {"ProtocolName": "ven"}),
    ("filter", {"FilterType": "WEDGE_1"}, {"FilterType": "WEDGE_2"}),
    ("reconstruction algorithm", {}, {"ReconstructionAlgorithm": "ITERATIVE"}),
    ("comments", {"ImageComments": "30 s"}, {"ImageComments": "70 s"}),
]


@pytest.mark.parametrize(("name", "one", "other"), TOLD_APART)
def test_the_same_places_and_numbers_twice(name, one, other):
    found = found_in(stack(PLACES, 1000, **one), stack(PLACES, 1200, **other))
    assert_two_pure(found)
    warning = sentences.series.split_at_shared_position(0.0, 2, name)
    assert [one.warnings for one in found.candidates] == [(warning,), (warning,)]


def test_two_voltages_and_two_kernels_are_four_series():
    parts = [
        stack(PLACES, 1000 + 100 * k, KVP=kv, ConvolutionKernel=kernel)
        for k, (kv, kernel) in enumerate(itertools.product((80, 140), ("B30f", "B70f")))
    ]
    found = found_in(*parts)
    assert [values for values, _ in contents(found)] == [[-24], [76], [176], [276]]
    assert found.candidates[0].warnings[0] == sentences.series.split_at_shared_position(
        0.0, 4, "tube voltage and reconstruction kernel"
    )


def test_the_same_voltage_spelled_in_two_ways_is_one():
    found = found_in(stack(PLACES, 1000, KVP=lambda k: ["120", "120.0"][k % 2]))
    assert_one(found, PLACES)


def test_the_folder_tells_apart_where_nothing_else_does():
    given = [
        MemoryFile(f"{folder}/{k}", to_bytes(ds))
        for folder, value in (("arterial", 1000), ("venous", 1200))
        for k, ds in enumerate(stack(PLACES, value))
    ]
    random.Random(5).shuffle(given)
    assert_two_pure(discover(given))


def named(one, other):
    """Two phases whose files are called so; {} is the number of the slice."""
    given = [
        MemoryFile(name.format(k), to_bytes(ds))
        for name, value in ((one, 1000), (other, 1200))
        for k, ds in enumerate(stack(PLACES, value))
    ]
    random.Random(5).shuffle(given)
    return given


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("art_{:03}.dcm", "ven_{:03}.dcm"),
        ("IM{}.dcm", "IM{} (2).dcm"),
        ("IM{}.dcm", "IM{} copy.dcm"),
    ],
)
def test_the_names_of_the_files_tell_apart_where_nothing_else_does(one, other):
    assert_two_pure(discover(named(one, other)))


def test_names_of_chance_tell_nothing_apart():
    letters = random.Random(3)
    given = [
        MemoryFile(f"{letters.choice('ab')}{k}", file.data)
        for k, file in enumerate(named("{}", "{}"))
    ]
    with pytest.raises(NoSeriesError) as caught:
        discover(given)
    assert caught.value.code == "not_told_apart"


def test_the_content_time_of_each_slice_gives_one_order():
    found = found_in(
        stack(PLACES, 1000, ContentTime=lambda k: f"1000{k:02d}"),
        stack(PLACES, 1200, ContentTime=lambda k: f"1030{k:02d}"),
    )
    assert_two_pure(found)


def test_the_time_of_each_slice_gives_one_order_where_numbers_do_not():
    found = found_in(
        stack(PLACES, 1000, AcquisitionTime=lambda k: f"1000{k:02d}"),
        stack(PLACES, 1200, AcquisitionTime=lambda k: f"1030{k:02d}"),
    )
    assert_two_pure(found)


@pytest.mark.parametrize("downwards", [False, True])
def test_numbers_that_go_side_by_side_through_the_body_give_one_order(downwards):
    def number(offset):
        return lambda k: 2 * (23 - k if downwards else k) + offset

    found = found_in(
        stack(PLACES, 1000, InstanceNumber=number(1)), stack(PLACES, 1200, InstanceNumber=number(2))
    )
    assert_two_pure(found)


def test_nothing_that_tells_apart_is_refused():
    with pytest.raises(NoSeriesError) as error:
        found_in(stack(PLACES, 1000), stack(PLACES, 1200))
    assert error.value.code == "not_told_apart"
    assert sentences.series.not_told_apart() in str(error.value)


def test_numbers_in_no_order_are_refused():
    numbers = list(range(1, 49))
    random.Random(3).shuffle(numbers)
    with pytest.raises(NoSeriesError) as error:
        found_in(
            stack(PLACES, 1000, InstanceNumber=lambda k: numbers[k]),
            stack(PLACES, 1200, InstanceNumber=lambda k: numbers[24 + k]),
        )
    assert error.value.code == "not_told_apart"


def test_no_numbers_at_all_are_refused():
    with pytest.raises(NoSeriesError) as error:
        found_in(stack(PLACES, 1000, InstanceNumber=None), stack(PLACES, 1200, InstanceNumber=None))
    assert error.value.code == "not_told_apart"


def test_what_is_refused_leaves_the_other_series():
    other = stack(PLACES, 1300, SeriesInstanceUID="1.2.9")
    found = found_in(stack(PLACES, 1000), stack(PLACES, 1200), other)
    assert contents(found) == [([276], PLACES)]
    (line,) = found.exclusions
    assert (line.reason.code, line.count) == ("not_told_apart", 48)


def test_one_position_in_doubt_is_left_out_of_its_series():
    found = found_in(stack(PLACES, 1000), stack([80.0], 1200, first_number=11))
    assert contents(found) == [([-24], PLACES[:10] + PLACES[11:])]
    (line,) = found.exclusions
    assert (line.reason.code, line.count) == ("not_told_apart", 2)
    codes = [warning.code for warning in found.candidates[0].warnings]
    assert codes == ["doubtful_left_out", "slices_missing"]


def test_blocks_that_share_the_slice_where_they_meet_stay_one():
    # Three blocks of 9 slices; the last place of each is the first of the next.
    blocks = [
        stack(
            [64.0 * block + 8 * k for k in range(9)],
            1000 + block,
            AcquisitionNumber=block + 1,
            first_number=9 * block + 1,
        )
        for block in range(3)
    ]
    found = found_in(*blocks)
    (one,) = found.candidates
    assert read_series(one).positions_mm.tolist() == [8.0 * k for k in range(25)]
    (line,) = found.exclusions
    assert (line.reason.code, line.count) == ("differs_at_same_position", 2)


# -- many images at one place ------------------------------------------------------------------


def refused(*stacks):
    with pytest.raises(NoSeriesError) as error:
        found_in(*stacks)
    return error.value.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SliceLocation": lambda k: 8.0 * k}, "positions_lost"),
        ({"SliceLocation": lambda k: 8.0 * k, "AcquisitionNumber": lambda k: k}, "positions_lost"),
        ({"SliceLocation": 7.0, "AcquisitionTime": lambda k: f"1000{k:02d}"}, "bolus_tracking"),
        ({"AcquisitionNumber": lambda k: k}, "bolus_tracking"),
        ({"TriggerTime": lambda k: 100 * k}, "bolus_tracking"),
        ({}, "all_at_one_place"),
        ({"SliceLocation": 7.0}, "all_at_one_place"),
    ],
)
def test_many_images_at_one_place_are_named_by_their_cause(changes, code):
    slices = stack([7.0] * 24, 1000, **changes)
    for k, ds in enumerate(slices):
        ds.PixelData = np.full(24, 1000 + k, "<u2").tobytes()
    assert refused(slices) == code


def test_many_images_at_two_places_are_no_volume():
    slices = stack([7.0, 17.0] * 12, 1000)
    for k, ds in enumerate(slices):
        ds.PixelData = np.full(24, 1000 + k, "<u2").tobytes()
    assert refused(slices) == "all_at_one_place"
