import numpy as np
import pytest

from core.cautions import Reach, image
from tests.core.known_network import hu_series


def liver_block(hu=110, *, noise=0.0):
    """(HU, mask): four slices of 60 x 60, liver in the middle of fat, air at the frame."""
    volume = np.full((4, 60, 60), -1000.0)
    volume[:, 5:55, 5:55] = -100
    volume[:, 10:50, 10:50] = hu
    volume += np.random.default_rng(1).normal(0, noise, volume.shape) if noise else 0.0
    mask = np.zeros(volume.shape, np.uint8)
    mask[:, 10:50, 10:50] = 1
    return volume, mask


def test_a_ct_with_air_is_a_ct():
    assert image.modality(hu_series(liver_block()[0])) == []


def test_another_modality_in_the_header_stops():
    (caution,) = image.modality(hu_series(liver_block()[0], modality="PT"))
    assert (caution.code, caution.severity) == ("modality", "stop")
    assert "PT" in caution.sentence


def test_values_without_a_negative_one_and_a_dark_frame_are_no_hu():
    volume, _ = liver_block()
    (caution,) = image.modality(hu_series(np.clip(volume, 0, 255)))
    assert caution.code == "hu_implausible"
    # Cut out of the middle of a body there is no frame of air to judge by.
    assert image.modality(hu_series(np.full((2, 20, 20), 110))) == []


@pytest.mark.parametrize(
    ("spacing", "thickness", "raised"),
    [(5.0, 5.0, False), (2.0, 5.0, False), (5.03, None, False), (6.0, 3.0, True), (3.0, 7.5, True)],
)
def test_slices_are_thick_from_five_millimetres_on(spacing, thickness, raised):
    series = hu_series(liver_block()[0], (spacing, 1.0, 1.0), slice_thickness_mm=thickness)
    assert bool(image.thickness(series)) is raised


def test_the_sentence_names_twice_the_thickness():
    series = hu_series(liver_block()[0], (7.5, 1.0, 1.0))
    (caution,) = image.thickness(series)
    assert "7.5 mm thick" in caution.sentence
    assert "under 15 mm" in caution.sentence


def test_metal_on_the_livers_slices():
    volume, mask = liver_block()
    volume[1, 20:25, 52:56] = 3000  # 20 voxels of 5 mm³: 0.1 mL
    (caution,) = image.metal(hu_series(volume, (5.0, 1.0, 1.0)), mask)
    assert (caution.code, caution.severity) == ("metal", "stop")
    assert "0.10 mL" in caution.sentence
    volume[1, 20, 52] = 1500
    assert image.metal(hu_series(volume, (5.0, 1.0, 1.0)), mask) == []
    volume[1, 20, 52] = 3000
    mask[1] = 0
    assert image.metal(hu_series(volume, (5.0, 1.0, 1.0)), mask) == []


@pytest.mark.parametrize(("named", "stops"), [("HEAD", True), (" knee ", True), ("ABDOMEN", False)])
def test_a_header_that_names_a_part_without_liver_stops(named, stops):
    found = image.body_part(hu_series(liver_block()[0], body_part=named))
    assert [(one.code, one.severity) for one in found] == [("body_part", "stop")] * stops


@pytest.mark.parametrize("named", ["", "CHEST", "PELVIS", "BREAST", "CHESTABDPELVIS"])
def test_a_part_that_series_of_the_trunk_are_filed_under_says_nothing(named):
    assert image.body_part(hu_series(liver_block()[0], body_part=named)) == []


@pytest.mark.parametrize(
    ("header", "spacing", "stops"),
    [(2.5, 2.5, False), (5.0, 5.0, False), (5.04, 5.0, False), (1.0, 5.0, True), (None, 7.0, True)],
)
def test_slices_outside_the_range_on_the_card_stop(header, spacing, stops):
    reach = Reach(thickness_mm=(2.5, 5.0))
    series = hu_series(liver_block()[0], (spacing, 1.0, 1.0), slice_thickness_mm=header)
    found = image.slice_thickness(series, reach)
    assert [(one.code, one.severity) for one in found] == [("thickness", "stop")] * stops
    # A card that doesn't say it sets no limit.
    assert image.slice_thickness(series, Reach()) == []


@pytest.mark.parametrize(
    ("named", "stops"), [("B30f", False), ("b30F", False), ("", False), ("LUNG", True)]
)
def test_a_kernel_that_is_not_on_the_card_stops(named, stops):
    series = hu_series(liver_block()[0], kernel=named)
    found = image.kernel(series, Reach(kernels=("B30f", "STANDARD")))
    assert [(one.code, one.severity) for one in found] == [("kernel", "stop")] * stops
    assert image.kernel(series, Reach()) == []
