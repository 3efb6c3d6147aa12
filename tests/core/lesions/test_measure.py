import numpy as np
import pytest

from core.lesions import label_lesions, measure_lesions
from tests.core.known_network import hu_series
from tests.core.lesions.solids import ball, ellipsoid

SPACING = (2.5, 0.8, 0.6)


def measured(mask, series=None, probability=255):
    series = series or hu_series(np.zeros(mask.shape), SPACING)
    return measure_lesions(mask, np.full(mask.shape, probability, np.uint8), series)


@pytest.mark.parametrize("diameter", [20.0, 31.0])
def test_a_ball_on_an_anisotropic_grid_has_its_volume_and_diameter(diameter):
    shape = (24, 64, 80)
    mask = 3 * ball(shape, SPACING, (28.1, 25.3, 23.7), diameter).astype(np.uint8)
    (lesion,) = measured(mask)
    assert lesion.volume_ml == pytest.approx(np.pi / 6 * diameter**3 / 1000, rel=0.02)
    assert lesion.diameter_mm == pytest.approx(diameter, abs=0.8)
    assert lesion.short_axis_mm == pytest.approx(diameter, abs=0.8)
    assert lesion.craniocaudal_mm == pytest.approx(diameter, abs=SPACING[0])
    assert lesion.slice_largest == 11  # 11 x 2.5 mm = 27.5 mm, nearest to the centre
    assert lesion.centroid_mm == pytest.approx((23.7, 25.3, 28.1), abs=0.15)


@pytest.mark.parametrize(
    ("spacing", "semi_axes"),
    [
        ((1.0, 0.7, 0.7), (14.0, 10.0, 17.0)),
        ((2.5, 0.8, 0.6), (13.0, 18.0, 9.0)),
        ((5.0, 0.9, 0.9), (24.0, 16.0, 22.0)),
        ((3.0, 0.7, 1.4), (15.0, 21.0, 12.0)),
    ],
)
def test_an_ellipsoid_has_its_volume_and_both_diameters(spacing, semi_axes):
    # Off the grid's points, and at no symmetric place between them.
    centre = tuple(1.3 * semi + 2.17 * step for semi, step in zip(semi_axes, spacing, strict=True))
    shape = tuple(
        int((middle + 1.3 * semi) / step) + 2
        for middle, semi, step in zip(centre, semi_axes, spacing, strict=True)
    )
    mask = 2 * ellipsoid(shape, spacing, centre, semi_axes).astype(np.uint8)
    (lesion,) = measured(mask, hu_series(np.zeros(shape), spacing))
    assert lesion.volume_ml == pytest.approx(4 / 3 * np.pi * np.prod(semi_axes) / 1000, rel=0.02)
    long_mm, short_mm = sorted((2 * semi_axes[1], 2 * semi_axes[2]), reverse=True)
    pixel = max(spacing[1:])
    assert lesion.diameter_mm == pytest.approx(long_mm, abs=pixel)
    assert lesion.short_axis_mm == pytest.approx(short_mm, abs=pixel)
    assert lesion.centroid_mm == pytest.approx(centre[::-1], abs=0.1)


def test_lesions_are_numbered_by_volume_and_named_by_their_code():
    mask = np.zeros((3, 10, 10), np.uint8)
    mask[0, 0:2, 0:2] = 3
    mask[0:2, 5:9, 5:9] = 2
    first, second = measured(mask)
    assert (first.id, first.label, first.slice_first, first.slice_last) == (1, "benign", 0, 1)
    assert (second.id, second.label, second.slice_first, second.slice_last) == (
        2,
        "malignant",
        0,
        0,
    )
    # 4 voxels of 2.5 x 0.8 x 0.6 mm.
    assert second.volume_ml == pytest.approx(4 * 1.2 / 1000)


def test_hu_and_probability_are_those_of_the_lesions_voxels():
    mask = np.zeros((1, 4, 4), np.uint8)
    mask[0, 1, 1:3] = 3
    volume = np.full(mask.shape, 500)
    volume[0, 1, 1:3] = 40, 60
    probability = np.zeros(mask.shape, np.uint8)
    probability[0, 1, 1:3] = 255, 51
    (lesion,) = measure_lesions(mask, probability, hu_series(volume))
    assert (lesion.mean_hu, lesion.sd_hu) == (50.0, 10.0)
    assert lesion.probability == pytest.approx(0.6)
    # A single voxel deep: no core, so all of it counts.
    assert (lesion.core_hu, lesion.homogeneous) == (50.0, None)
    assert (lesion.margin, lesion.margin_hu_per_mm) == ("not assessable", None)


def test_p_malignant_is_the_malignant_share_of_the_probability():
    mask = np.zeros((1, 4, 4), np.uint8)
    mask[0, 1, 1:3] = 3
    lesion, malignant = np.zeros(mask.shape, np.uint8), np.zeros(mask.shape, np.uint8)
    lesion[0, 1, 1:3] = 200, 100
    malignant[0, 1, 1:3] = 180, 30
    series = hu_series(np.zeros(mask.shape))
    (found,) = measure_lesions(mask, lesion, series, malignant_probability=malignant)
    assert found.p_malignant == pytest.approx(210 / 300)


def test_without_it_p_malignant_is_the_share_of_the_volume():
    mask = np.zeros((1, 4, 4), np.uint8)
    mask[0, 1, :3] = 3
    mask[0, 1, 3] = 2
    (found,) = measured(mask)
    assert found.p_malignant == pytest.approx(0.75)
    assert found.label == "malignant"


def test_the_centroid_is_in_patient_coordinates_for_a_flipped_grid():
    mask = np.zeros((2, 5, 5), np.uint8)
    mask[1, 1, 3] = 2
    series = hu_series(
        np.zeros(mask.shape),
        (4.0, 2.0, 1.0),
        origin_xy=(100.0, -50.0),
        row_direction=(-1.0, 0.0, 0.0),
        column_direction=(0.0, -1.0, 0.0),
    )
    (lesion,) = measured(mask, series)
    assert lesion.centroid_mm == pytest.approx((97.0, -52.0, 4.0))


def test_uneven_slices_weigh_volume_and_centroid():
    # Slices at 0, 1 and 2.5 mm, usual distance 1.25: they stand for 1, 1.25 and 1.5 mm.
    series = hu_series(
        np.zeros((3, 2, 2)), (1.25, 1.0, 1.0), positions_mm=np.array([0.0, 1.0, 2.5])
    )
    mask = np.zeros((3, 2, 2), np.uint8)
    mask[:, 0, 0] = 3
    (lesion,) = measured(mask, series)
    assert lesion.volume_ml == pytest.approx(3.75e-3)
    # 2.5 mm between the outer planes, and half of 1 and of 1.5 mm beyond them.
    assert lesion.craniocaudal_mm == pytest.approx(3.75)
    assert lesion.centroid_mm[2] == pytest.approx((0 * 1 + 1 * 1.25 + 2.5 * 1.5) / 3.75)


def test_voxels_that_touch_at_a_corner_are_two_lesions():
    mask = np.zeros((2, 3, 3), np.uint8)
    mask[0, 0, 0] = mask[0, 1, 1] = 2
    assert label_lesions(mask)[1] == 2


def test_two_islands_of_one_lesion_on_a_slice_are_not_measured_across():
    # A U: two columns of 2 pixels on slice 0, joined on slice 1 by a bar of 7.
    mask = np.zeros((2, 2, 7), np.uint8)
    mask[0, :, 0] = mask[0, :, 6] = 3
    mask[1] = 3
    series = hu_series(np.zeros(mask.shape), (1.0, 1.0, 1.0))
    (lesion,) = measured(mask, series)
    assert lesion.slice_largest == 1
    mask[1, 0] = mask[1, 1] = 0
    mask[1, 0] = 3
    (lesion,) = measured(mask, series)
    assert (lesion.slice_largest, lesion.diameter_mm) == (1, pytest.approx(7.0))


def test_no_lesion_no_rows():
    assert measured(np.ones((2, 3, 3), np.uint8)) == ()
