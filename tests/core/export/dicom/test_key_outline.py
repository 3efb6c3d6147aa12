"""Where an outline lies in an image, by squares that can be drawn on paper."""

import numpy as np

from core.export.dicom.key_outline import key_outline


def test_the_first_pixels_centre_is_half_a_pixel_from_the_images_corner():
    region = np.zeros((6, 8), bool)
    region[0, 0] = True
    line = key_outline(region, (1.0, 1.0))
    # The middles of the pixel's four sides.
    assert {tuple(point) for point in line.tolist()} == {(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)}


def test_a_square_is_where_it_is_column_first():
    region = np.zeros((6, 8), bool)
    region[1:3, 4:7] = True
    line = key_outline(region, (1.0, 1.0))
    # Columns 4..6 reach from 4 to 7, rows 1..2 from 1 to 3.
    assert line.min(axis=0).tolist() == [4.0, 1.0]
    assert line.max(axis=0).tolist() == [7.0, 3.0]
    assert (line[0] == line[-1]).all()


def test_of_islands_that_with_the_longest_diameter_in_mm_and_of_a_ring_the_outside():
    region = np.zeros((10, 20), bool)
    region[0:5, 0] = True
    region[8, 5:9] = True
    # Five rows of 1 mm are longer than four columns of 1 mm, and shorter than four of 2 mm.
    assert key_outline(region, (1.0, 1.0)).max(axis=0).tolist() == [1.0, 5.0]
    assert key_outline(region, (1.0, 2.0)).max(axis=0).tolist() == [9.0, 9.0]
    ring = np.zeros((9, 9), bool)
    ring[2:7, 2:7] = True
    ring[4, 4] = False
    assert key_outline(ring, (1.0, 1.0)).min(axis=0).tolist() == [2.0, 2.0]
