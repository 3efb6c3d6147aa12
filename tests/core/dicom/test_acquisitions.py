"""Acquisitions that lie between one another are told apart; what goes on stays one."""

from __future__ import annotations

import random

import numpy as np
import pytest

from core.dicom import sentences
from core.errors import NoSeriesError
from tests.core.dicom.stacks import PLACES, assert_one, assert_two_pure, contents, found_in, stack

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


@pytest.mark.parametrize("offset", [2.5, 4.0, 10.5, 20.0 * 8 + 3])
def test_passes_with_the_same_numbers(offset):
    # At 4 mm, both together are as even as each of them.
    higher = [z + offset for z in PLACES]
    assert_two_pure(found_in(stack(PLACES, 1000), stack(higher, 1200)), PLACES, higher)


def test_slices_that_both_of_them_lack_make_no_difference():
    lower = [1.25 * k for k in range(12) if k not in (4, 8)]
    higher = [0.6 + 1.25 * k for k in range(11) if k not in (3, 6)]
    found = found_in(stack(lower, 1000, KVP=80), stack(higher, 1200, KVP=140))
    assert_two_pure(found, lower, higher)


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


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("seed", range(3))
def test_a_tag_that_differs_at_random_takes_no_even_stack_apart(share, seed):
    rng = random.Random(seed)
    agents = ["A" if rng.random() < share else "B" for _ in PLACES]
    assert_one(found_in(stack(PLACES, 1000, ContrastBolusAgent=lambda k: agents[k])), PLACES)


def test_numbers_that_begin_anew_in_every_block_take_nothing_apart():
    assert_one(found_in(stack(PLACES, 1000, InstanceNumber=lambda k: k % 8 + 1)), PLACES)


@pytest.mark.parametrize("ratio", [1.6, 3.0])
def test_slices_in_pairs_stay_one(ratio):
    pairs = np.cumsum([0.0] + [2.5, 2.5 * ratio] * 10).tolist()
    assert_one(found_in(stack(pairs, 1000)), pairs)


def test_an_even_stack_numbered_in_two_rounds_stays_one():
    # First the even slices, then the odd ones: nothing says that these are two scans.
    found = found_in(stack(PLACES, 1000, InstanceNumber=lambda k: k // 2 + 1 + 12 * (k % 2)))
    assert_one(found, PLACES)
