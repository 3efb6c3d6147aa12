import numpy as np

from core.cautions.aorta import aorta_hu
from core.cautions.levels import Levels


def test_a_field_that_ends_before_the_aorta_has_none():
    plane = np.full((3, 64, 64), 250.0, np.float32)
    levels = Levels(hu=plane, liver=np.ones(plane.shape, bool), middle=32.0)
    # 14 pixels from the upper edge there is no room in front of the canal.
    assert aorta_hu(levels, (14.0, 14.0)) is None
