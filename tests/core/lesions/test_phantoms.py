"""The phantoms' lesions, whose geometry and HU are known, measured on their exact masks."""

import numpy as np
import pytest

from core.areas import liver_areas_mm2
from core.lesions import liver_burden, measure_lesions
from core.phantom import make_phantom


@pytest.fixture(scope="module", params=["benign", "malignant"])
def pairs(request):
    """(phantom, [(what was put in, what was measured)]), matched by their centres."""
    seed = {"benign": 31, "malignant": 24}[request.param]
    phantom = make_phantom(request.param, n_slices=40, size=256, seed=seed)
    certain = np.where(phantom.mask > 1, 255, 0).astype(np.uint8)
    measured = measure_lesions(phantom.mask, certain, phantom.series)

    def nearest(lesion):
        return min(
            measured,
            key=lambda one: np.linalg.norm(np.subtract(one.centroid_mm, lesion.centre_mm)),
        )

    return phantom, [(lesion, nearest(lesion)) for lesion in phantom.lesions]


def axial_diameters(lesion):
    """Axes of the ellipse in which the plane z = centre cuts a turned ellipsoid, the longer first.

    |diag(1/a) R p| = 1 with p in the plane is p' Q p = 1, Q the upper left of R' diag(1/a²) R.
    """
    shape = lesion.turn.T @ np.diag(1 / np.square(lesion.semi_axes_mm)) @ lesion.turn
    return 2 / np.sqrt(np.linalg.eigvalsh(shape[:2, :2]))


def test_each_lesion_is_found_where_it_was_put(pairs):
    phantom, found = pairs
    assert len({one.id for _, one in found}) == len(phantom.lesions)
    for lesion, one in found:
        assert np.linalg.norm(np.subtract(one.centroid_mm, lesion.centre_mm)) < 3
        assert one.label == phantom.case
        assert not one.touches_edge


def test_volume_and_diameters_of_the_cysts(pairs):
    phantom, found = pairs
    if phantom.case != "benign":
        pytest.skip("metastases are lobed: no formula gives their volume")
    pixel = phantom.series.spacing_mm[1]
    for lesion, one in found:
        # On 4.7 mm slices a small ellipsoid is a staircase: 2 % from 25 mm on.
        share = 0.02 if lesion.diameter_mm > 25 else 0.12
        assert one.volume_ml == pytest.approx(lesion.ellipsoid_ml, rel=share)
        long_mm, short_mm = axial_diameters(lesion)
        # The nearest slice may lie half a slice off the centre, which shortens small ones.
        assert long_mm - 1.5 * pixel < one.diameter_mm < long_mm + pixel
        assert short_mm - 1.5 * pixel < one.short_axis_mm < short_mm + pixel


def test_descriptors_are_those_of_what_was_put_in(pairs):
    phantom, found = pairs
    words = {lesion.variant + f" {lesion.diameter_mm:.0f}": one for lesion, one in found}
    if phantom.case == "benign":
        for name, one in words.items():
            # A slice of 4.7 mm mixes a cyst of 10 mm with the liver above and below it.
            assert one.attenuation == "<= 20 HU" or one.diameter_mm < 12, name
            assert one.margin in ("sharp", "not assessable"), name
            assert one.homogeneous in (True, None), name
        assert found[0][1].descriptors == ("sharp", "homogeneous", "<= 20 HU")
        return
    for name, one in words.items():
        assert one.attenuation == "> 20 HU", name
    # The largest fade over 5 to 6 mm, and have a necrotic centre or a rim.
    assert words["necrotic 45"].descriptors == ("ill-defined", "heterogeneous", "> 20 HU")
    assert words["rim 31"].descriptors == ("ill-defined", "heterogeneous", "> 20 HU")


def test_burden_is_the_share_of_the_masks_voxels(pairs):
    phantom, found = pairs
    liver = liver_areas_mm2(phantom.mask, phantom.series)
    burden = liver_burden(liver, phantom.series, [one for _, one in found])
    voxel_ml = np.prod(phantom.series.spacing_mm) / 1000
    assert burden.liver_ml == pytest.approx((phantom.mask > 0).sum() * voxel_ml)
    assert burden.lesion_ml == pytest.approx((phantom.mask > 1).sum() * voxel_ml)
    assert burden.burden_percent == pytest.approx(
        100 * (phantom.mask > 1).sum() / (phantom.mask > 0).sum()
    )
