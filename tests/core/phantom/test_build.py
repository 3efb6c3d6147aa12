import numpy as np
import pytest
from scipy import ndimage

from core.errors import UsageError
from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from core.phantom import make_phantom
from core.phantom.build import render_slice, slice_grid
from core.phantom.scene import build_scene
from tests.coded import raises


def voxel_ml(phantom):
    return float(np.prod(phantom.series.spacing_mm)) / 1000


def test_a_series_and_a_mask_on_one_grid(benign):
    series = benign.series
    assert series.volume.shape == benign.mask.shape == (24, 128, 128)
    assert (series.volume.dtype, benign.mask.dtype) == (np.int16, np.uint8)
    assert set(np.unique(benign.mask)) == {0, LIVER_CODE, BENIGN_CODE}
    assert np.diff(series.slice_origins_mm[:, 2]) == pytest.approx(series.spacing_mm[0])
    assert series.warnings == ()


def test_the_liver_is_whole_and_of_a_usual_size(benign):
    present = (benign.mask > 0).any(axis=(1, 2))
    assert not present[0]
    assert not present[-1]
    assert 900 < (benign.mask > 0).sum() * voxel_ml(benign) < 2200
    _, count = ndimage.label(benign.mask > 0)
    sizes = np.bincount(ndimage.label(benign.mask > 0)[0].ravel())[1:]
    assert sizes.max() / sizes.sum() > 0.99, count


def test_liver_and_cysts_have_their_hu_and_the_noise_a_ct_has(benign):
    liver = ndimage.binary_erosion(benign.mask == LIVER_CODE, np.ones((1, 3, 3)))
    values = benign.series.volume[liver]
    assert 100 <= np.median(values) <= 118
    # Median absolute deviation: the bright veins do not count.
    assert 9 <= 1.4826 * np.median(np.abs(values - np.median(values))) <= 16
    cyst = ndimage.binary_erosion(benign.mask == BENIGN_CODE, np.ones((3, 3, 3)))
    assert cyst.sum() >= 10
    assert -5 <= benign.series.volume[cyst].mean() <= 20


def test_a_cyst_of_the_mask_has_the_volume_of_its_ellipsoid(benign_scene):
    grid = slice_grid(benign_scene, 80, 160)
    largest = benign_scene.lesions[0]
    low, high = np.searchsorted(grid.z_mm, largest.centre_mm[2] + np.array([-22, 22]))
    mask = np.stack([render_slice(benign_scene, grid, k)[1] for k in range(low, high)])
    labelled, count = ndimage.label(mask == BENIGN_CODE)
    centre = (
        round((largest.centre_mm[2] - grid.z_mm[low]) / grid.spacing_mm[0]),
        np.argmin(np.abs(grid.y_mm - largest.centre_mm[1])),
        np.argmin(np.abs(grid.x_mm - largest.centre_mm[0])),
    )
    assert count >= 1
    counted = (labelled == labelled[centre]).sum() * np.prod(grid.spacing_mm) / 1000
    assert counted == pytest.approx(largest.ellipsoid_ml, rel=0.03)


def test_metastases_are_darker_than_the_liver_and_brighter_than_cysts(malignant_scene):
    grid = slice_grid(malignant_scene, 48, 160)
    for lesion in malignant_scene.lesions[:2]:
        k = int(np.argmin(np.abs(grid.z_mm - lesion.centre_mm[2])))
        hu, mask = render_slice(malignant_scene, grid, k)
        distance = lesion.distance(grid.x_mm[None, :], grid.y_mm[:, None], grid.z_mm[k])
        inside = (distance < -lesion.edge_mm) & (mask == MALIGNANT_CODE)
        assert inside.sum() > 30
        assert 25 < hu[inside].mean() < 80
        assert (mask[distance < -1] != LIVER_CODE).all()


def test_the_same_seed_gives_the_same_phantom_and_another_seed_another(tiny):
    again = make_phantom("malignant", n_slices=4, size=64, seed=5)
    other = make_phantom("malignant", n_slices=4, size=64, seed=6)
    assert np.array_equal(again.series.volume, tiny.series.volume)
    assert np.array_equal(again.mask, tiny.mask)
    assert again.series.uid == tiny.series.uid != other.series.uid
    assert not np.array_equal(other.mask, tiny.mask)


def test_slices_do_not_depend_on_each_other(tiny):
    scene = build_scene("malignant", 5)
    hu, mask = render_slice(scene, slice_grid(scene, 4, 64), 2)
    assert np.array_equal(hu, tiny.series.volume[2])
    assert np.array_equal(mask, tiny.mask[2])


@pytest.mark.parametrize(
    ("n_slices", "step", "thickness"),
    [(12, pytest.approx(17, abs=3), 5.0), (48, pytest.approx(4.2, abs=0.6), None), (400, 0.8, 0.8)],
)
def test_more_slices_are_thinner_over_the_same_stretch_then_reach_farther(
    normal_scene, n_slices, step, thickness
):
    grid = slice_grid(normal_scene, n_slices, 64)
    assert grid.spacing_mm[0] == step
    assert grid.thickness_mm == (thickness or grid.spacing_mm[0])
    low, high = normal_scene.liver_extent_mm
    assert grid.z_mm[0] < low
    assert grid.z_mm[-1] > high


def test_the_field_of_view_holds_the_body(normal_scene):
    grid = slice_grid(normal_scene, 48, 512)
    assert 0.7 < grid.spacing_mm[1] == grid.spacing_mm[2] < 0.86
    half_width, front, _ = normal_scene.body_box_mm()
    assert max(half_width, -front) < 256 * grid.spacing_mm[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"case": "cyst"}, "no_such_case"),
        ({"case": "normal", "n_slices": 0}, "out_of_range"),
        ({"case": "normal", "size": 8}, "out_of_range"),
        ({"case": "normal", "seed": -1}, "seed_negative"),
    ],
)
def test_what_can_not_be_made_is_refused_in_one_sentence(arguments, code):
    with raises(UsageError, code):
        make_phantom(**arguments)
