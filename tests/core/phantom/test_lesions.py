import numpy as np
import pytest

from core.labels import BENIGN_CODE, MALIGNANT_CODE
from core.phantom.lesions import CYST_KIND, METASTASIS_KIND, draw_lesions


@pytest.fixture(scope="module")
def block():
    """Points 4 mm apart in a block of 120 mm a side, and their depth in it."""
    axis = np.arange(-58.0, 59.0, 4.0)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    return points, 60 - np.abs(points).max(axis=1)


@pytest.mark.parametrize("seed", range(6))
def test_benign_means_three_to_five_cysts_of_8_to_35_mm_near_water(block, seed):
    lesions = draw_lesions("benign", seed, *block)
    assert 3 <= len(lesions) <= 5
    for lesion in lesions:
        assert (lesion.kind, lesion.code) == (CYST_KIND, BENIGN_CODE)
        assert 8 <= lesion.diameter_mm <= 35
        assert 0 <= lesion.hu <= 15


@pytest.mark.parametrize("seed", range(6))
def test_malignant_means_four_to_seven_metastases_of_10_to_50_mm(block, seed):
    lesions = draw_lesions("malignant", seed, *block)
    assert 4 <= len(lesions) <= 7
    for lesion in lesions:
        assert (lesion.kind, lesion.code) == (METASTASIS_KIND, MALIGNANT_CODE)
        assert 10 <= lesion.diameter_mm <= 50
        assert 50 <= lesion.hu <= 75
        assert lesion.edge_mm >= 2.5  # ill-defined
    assert {"rim", "necrotic"} <= {lesion.variant for lesion in lesions}


def test_normal_means_none(block):
    assert draw_lesions("normal", 1, *block) == ()


@pytest.mark.parametrize("case", ["benign", "malignant"])
def test_lesions_stay_apart(block, case):
    lesions = draw_lesions(case, 2, *block)
    for k, lesion in enumerate(lesions):
        for other in lesions[:k]:
            away = np.linalg.norm(np.subtract(lesion.centre_mm, other.centre_mm))
            assert away > (lesion.diameter_mm + other.diameter_mm) / 2


def test_a_cyst_is_an_exact_ellipsoid_that_keeps_inside(block):
    cyst = draw_lesions("benign", 3, *block)[0]
    ends = np.array(cyst.centre_mm) + np.diag(cyst.semi_axes_mm) @ cyst.turn
    assert cyst.distance(*ends.T) == pytest.approx([0, 0, 0], abs=1e-6)
    assert np.abs(ends).max() < 60
    step = 0.5
    axis = np.arange(-20, 20, step) + step / 2
    x, y, z = np.meshgrid(*(c + axis for c in cyst.centre_mm), indexing="ij")
    counted_ml = (cyst.distance(x, y, z) < 0).sum() * step**3 / 1000
    assert counted_ml == pytest.approx(cyst.ellipsoid_ml, rel=0.01)


def test_a_metastasis_is_lobed_about_its_ellipsoid(block):
    lesion = draw_lesions("malignant", 3, *block)[0]
    ends = np.array(lesion.centre_mm) + np.diag(lesion.semi_axes_mm) @ lesion.turn
    border = lesion.distance(*ends.T)
    assert 0 < np.abs(border).max() < 3 * lesion.lobes_mm


def test_necrosis_is_darker_in_the_middle_and_a_rim_brighter_at_the_border(block):
    lesions = {lesion.variant: lesion for lesion in draw_lesions("malignant", 2, *block)}
    depth, even = np.array([-0.5, -15.0]), np.zeros(2)
    edge, middle = lesions["necrotic"].tissue(depth, even, 110.0)
    assert middle == pytest.approx(lesions["necrotic"].core_hu)
    assert edge > middle + 20
    edge, middle = lesions["rim"].tissue(depth, even, 110.0)
    assert (edge, middle) == pytest.approx((84, lesions["rim"].hu - 4))
