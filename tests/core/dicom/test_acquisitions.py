"""Acquisitions and reconstructions under one series UID are told apart, and never mixed."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from core.dicom import MemoryFile, discover, read_series, sentences
from core.errors import NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

#: 24 slices, 8 mm apart.
PLACES = [8.0 * k for k in range(24)]
counter = itertools.count(1)


def stack(places, value, *, first_number=1, **changes):
    """Slices of one stored value at these places; instance numbers count up."""
    return [
        ct_slice(
            z,
            pixels=value,
            **{
                "InstanceNumber": first_number + k,
                "SOPInstanceUID": f"1.2.3.4.{next(counter)}",
                **{key: of(k) if callable(of) else of for key, of in changes.items()},
            },
        )
        for k, z in enumerate(places)
    ]


def files(*stacks):
    """In random order, under random names."""
    slices = [ds for one in stacks for ds in one]
    random.Random(5).shuffle(slices)
    return [MemoryFile(f"IM{k:04d}", to_bytes(ds)) for k, ds in enumerate(slices)]


def found_in(*stacks):
    return discover(files(*stacks))


def contents(found):
    """For each series: the HU that it holds, its positions."""
    series = [read_series(one) for one in found.candidates]
    return sorted(
        (sorted(set(one.volume.ravel().tolist())), one.positions_mm.round(3).tolist())
        for one in series
    )


def assert_two_pure(found, places=PLACES, other_places=PLACES):
    assert contents(found) == [([-24], list(places)), ([176], [round(z, 3) for z in other_places])]
    assert found.exclusions == ()


def assert_one(found, places):
    (one,) = found.candidates
    assert read_series(one).positions_mm.round(3).tolist() == [round(z, 3) for z in sorted(places)]
    assert found.exclusions == ()


# -- between one another -----------------------------------------------------------------------


@pytest.mark.parametrize("offset", [0.05, 0.3, 2.5, 4.0, 5.5])
def test_a_second_acquisition_a_little_higher(offset):
    higher = [z + offset for z in PLACES]
    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=1),
        stack(higher, 1200, AcquisitionNumber=2, first_number=100),
    )
    assert_two_pure(found, PLACES, higher)
    warning = sentences.series.split_where_interleaved(offset, 2, "acquisition number")
    assert [one.warnings for one in found.candidates] == [(warning,), (warning,)]


@pytest.mark.parametrize("offset", [0.0, 0.6])
def test_a_thick_soft_kernel_and_a_thin_sharp_one(offset):
    thick, thin = [5.0 * k for k in range(12)], [offset + 1.25 * k for k in range(48)]
    found = found_in(
        stack(thick, 1000, ConvolutionKernel="B30f", SliceThickness=5),
        stack(thin, 1200, ConvolutionKernel="B70f", SliceThickness=1.25),
    )
    assert_two_pure(found, thick, thin)


@pytest.mark.parametrize("shift", [8 * 16 + 2.5, 8 * 16.0, -8 * 20 + 3.0])
def test_acquisitions_that_overlap_in_part(shift):
    higher = [z + shift for z in PLACES]
    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=1), stack(higher, 1200, AcquisitionNumber=2)
    )
    assert_two_pure(found, PLACES, higher)


def test_a_slice_that_one_of_them_lacks_makes_no_difference():
    lower, higher = PLACES[:9] + PLACES[10:], [z + 2.5 for z in PLACES]
    found = found_in(
        stack(lower, 1000, AcquisitionNumber=1), stack(higher, 1200, AcquisitionNumber=2)
    )
    assert_two_pure(found, lower, higher)


def test_passes_that_only_the_instance_numbers_show():
    higher = [z + 2.5 for z in PLACES]
    found = found_in(stack(PLACES, 1000), stack(higher, 1200, first_number=25))
    assert_two_pure(found, PLACES, higher)
    assert found.candidates[0].warnings[0] == sentences.series.split_where_interleaved(
        2.5, 2, "instance number"
    )


def test_passes_up_and_down_by_the_time_of_each_slice():
    higher = [z + 2.5 for z in PLACES]
    found = found_in(
        stack(PLACES, 1000, AcquisitionTime=lambda k: f"10{k:02d}00"),
        stack(higher, 1200, AcquisitionTime=lambda k: f"11{59 - k:02d}00"),
    )
    assert_two_pure(found, PLACES, higher)


def test_a_hairs_breadth_apart_with_nothing_to_tell_apart_but_the_place():
    higher = [z + 0.05 for z in PLACES]
    found = found_in(stack(PLACES, 1000), stack(higher, 1200))
    assert_two_pure(found, PLACES, higher)


def test_a_hairs_breadth_apart_now_above_now_below_is_refused():
    rng = np.random.default_rng(0)
    jittered = [z + float(step) for z, step in zip(PLACES, rng.uniform(-0.2, 0.2, 24), strict=True)]
    with pytest.raises(NoSeriesError) as error:
        found_in(stack(PLACES, 1000), stack(jittered, 1200))
    assert error.value.code == "not_told_apart"


def test_one_slice_of_another_kernel_between_the_others_is_left_out():
    found = found_in(
        stack(PLACES, 1000, ConvolutionKernel="B30f"), stack([83.0], 1200, ConvolutionKernel="B70f")
    )
    assert contents(found) == [([-24], PLACES)]
    (line,) = found.exclusions
    assert line.reason == sentences.series.other_acquisition("reconstruction kernel")
    assert [warning.code for warning in found.candidates[0].warnings] == [
        "larger_acquisition_opened"
    ]


# -- what stays one ----------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [8.0, 4.0, 100.0, 0.0])
def test_chest_and_abdomen_one_above_the_other_stay_one(gap):
    chest = [PLACES[-1] + gap + 8 * k for k in range(10)]
    if gap == 0.0:  # the slice where they meet was taken once
        chest = chest[1:]
    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=1, KVP=120, ConvolutionKernel="B30f"),
        stack(chest, 1200, AcquisitionNumber=2, KVP=100, ConvolutionKernel="B70f"),
    )
    assert_one(found, PLACES + chest)


def test_thin_chest_above_a_thick_abdomen_stays_one():
    chest = [PLACES[-1] + 5 + 1.25 * k for k in range(40)]
    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=1), stack(chest, 1200, AcquisitionNumber=2)
    )
    assert_one(found, PLACES + chest)


@pytest.mark.parametrize("rows", [1, 2, 4, 8])
@pytest.mark.parametrize("downwards", [False, True])
def test_step_and_shoot_stays_one(rows, downwards):
    def turn(k):
        return (23 - k if downwards else k) // rows + 1

    found = found_in(
        stack(
            PLACES,
            1000,
            AcquisitionNumber=turn,
            AcquisitionTime=lambda k: f"1000{turn(k):02d}",
            # Within each turn, the rows are numbered downwards.
            InstanceNumber=lambda k: rows * turn(k) - k % rows,
        )
    )
    assert_one(found, PLACES)


def test_two_step_and_shoot_scans_of_one_region_are_two():
    higher = [z + 2.5 for z in PLACES]
    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=lambda k: k // 4 + 1),
        stack(higher, 1200, AcquisitionNumber=lambda k: k // 4 + 7, first_number=25),
    )
    assert_two_pure(found, PLACES, higher)


def test_chest_and_abdomen_twice_are_two_series():
    def half(first):
        return lambda k: first + k // 12

    found = found_in(
        stack(PLACES, 1000, AcquisitionNumber=half(1)),
        stack(PLACES, 1200, AcquisitionNumber=half(3), first_number=25),
    )
    assert_two_pure(found)


@pytest.mark.parametrize("odd", [{5}, {5, 6}, {3, 9, 15}, {0, 23}, {2, 3, 11, 17, 18}])
@pytest.mark.parametrize("changes", [{"KVP": None}, {"ImageType": ["DERIVED", "SECONDARY"]}])
def test_a_tag_that_differs_in_some_slices_takes_no_even_stack_apart(odd, changes):
    slices = stack(PLACES, 1000, KVP=120)
    for k in odd:
        for keyword, other in changes.items():
            if other is None:
                del slices[k][keyword]
            else:
                setattr(slices[k], keyword, other)
    assert_one(found_in(slices), PLACES)


def test_a_tag_that_differs_at_random_takes_no_even_stack_apart():
    rng = random.Random(1)
    found = found_in(stack(PLACES, 1000, ContrastBolusAgent=lambda k: rng.choice(["A", "B"])))
    assert_one(found, PLACES)


@pytest.mark.parametrize("ratio", [1.6, 3.0])
def test_slices_in_pairs_stay_one(ratio):
    pairs = np.cumsum([0.0] + [2.5, 2.5 * ratio] * 10).tolist()
    assert_one(found_in(stack(pairs, 1000)), pairs)


def test_an_even_stack_numbered_in_two_rounds_stays_one():
    # First the even slices, then the odd ones: nothing says that these are two scans.
    found = found_in(stack(PLACES, 1000, InstanceNumber=lambda k: k // 2 + 1 + 12 * (k % 2)))
    assert_one(found, PLACES)


# -- at the same positions ---------------------------------------------------------------------

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
