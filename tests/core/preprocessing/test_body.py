"""The body's box leaves out what is no body."""

import numpy as np

from core.preprocessing import body_box_mm


def test_box_of_a_rectangle_in_mm():
    slices = np.full((1, 100, 200), -1000)
    slices[0, 10:60, 50:150] = 40
    assert body_box_mm(slices, (2.0, 1.0)) == (20.0, 120.0, 50.0, 150.0)


def test_a_table_line_below_the_patient_does_not_count():
    slices = np.full((1, 200, 200), -1000)
    slices[0, 10:100, 50:150] = 40
    slices[0, 150, 80:120] = 300  # 40 mm wide: thinner than MIN_TISSUE_MM
    assert body_box_mm(slices, (1.0, 1.0)) == (10.0, 100.0, 50.0, 150.0)


def test_air_has_no_box():
    assert body_box_mm(np.full((3, 64, 64), -1000), (1.0, 1.0)) is None
