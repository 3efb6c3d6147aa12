import numpy as np
import pytest

from core.cautions import image
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
    (caution,) = image.modality(hu_series(liver_block()[0], modality="MR"))
    assert (caution.code, caution.severity) == ("modality", "stop")
    assert "MR" in caution.sentence


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
    assert caution.code == "metal"
    assert "0.10 mL" in caution.sentence
    volume[1, 20, 52] = 1500
    assert image.metal(hu_series(volume, (5.0, 1.0, 1.0)), mask) == []
    volume[1, 20, 52] = 3000
    mask[1] = 0
    assert image.metal(hu_series(volume, (5.0, 1.0, 1.0)), mask) == []


@pytest.mark.parametrize("sd", [12.0, 45.0])
def test_noise_is_the_grain_of_the_liver(sd):
    volume, mask = liver_block(noise=sd)
    volume[:, 25:28, 25:28] = 170  # a vessel hardly counts
    series = hu_series(volume, (5.0, 0.8, 0.8))
    assert image.liver_noise_hu(series, mask) == pytest.approx(sd, rel=0.1)
    assert [caution.code for caution in image.noise(series, mask)] == ["noise"] * (sd > 30)


def test_a_dark_lesion_is_no_noise():
    volume, mask = liver_block()
    volume[:, 20:30, 20:30] = 20
    mask[:, 20:30, 20:30] = 3
    assert image.noise(hu_series(volume), mask) == []


def test_too_little_liver_to_measure_noise():
    mask = np.zeros((2, 20, 20), np.uint8)
    mask[:, 5:9, 5:9] = 1
    assert image.liver_noise_hu(hu_series(np.zeros(mask.shape)), mask) is None
    assert image.liver_noise_hu(hu_series(np.zeros(mask.shape)), 0 * mask) is None
