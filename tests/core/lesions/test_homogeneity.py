import numpy as np
import pytest

from core.lesions.core_region import core_region
from core.lesions.homogeneity import is_homogeneous
from tests.core.lesions.solids import ball

SPACING = (4.0, 1.0, 1.0)
SHAPE = (5, 60, 60)


def lesion_in_liver(*, centre_hu=50.0, rim_hu=50.0, diameter=24.0, liver=1):
    """(core, codes, hu): liver at 110 HU and a ball whose inner half may have another HU; grain
    of 10 HU on all of it."""
    voxels = ball(SHAPE, SPACING, (8.0, 30.0, 30.0), diameter)
    inner = ball(SHAPE, SPACING, (8.0, 30.0, 30.0), diameter / 2)
    hu = np.where(voxels, rim_hu, 110.0)
    hu[inner] = centre_hu
    hu += np.random.default_rng(5).normal(0, 10, SHAPE)
    return core_region(voxels, SPACING), np.where(voxels, 3, liver), hu


def test_grain_alone_is_homogeneous():
    assert is_homogeneous(*lesion_in_liver(), SPACING) is True


def test_a_dark_centre_is_not():
    assert is_homogeneous(*lesion_in_liver(centre_hu=20.0, rim_hu=70.0), SPACING) is False


@pytest.mark.parametrize("lesion", [{"diameter": 6.0}, {"liver": 0}])
def test_too_small_or_without_liver_beside_it_can_not_be_told(lesion):
    assert is_homogeneous(*lesion_in_liver(**lesion), SPACING) is None


def test_the_core_leaves_out_the_rim_and_the_end_slices():
    voxels = np.zeros((3, 20, 20), bool)
    voxels[:, 4:16, 4:16] = True  # 12 x 12 pixels of 1 mm
    core = core_region(voxels, (5.0, 1.0, 1.0))
    # From the third pixel on a centre is 2.5 mm from the border: 8 x 8 are left.
    assert core.sum(axis=(1, 2)).tolist() == [0, 64, 0]
    assert core_region(voxels[:2], (5.0, 1.0, 1.0)).sum(axis=(1, 2)).tolist() == [64, 64]
    assert core_region(voxels[:, :8], (5.0, 1.0, 1.0)) is None
