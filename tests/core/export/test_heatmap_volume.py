import numpy as np

from core import DISCLAIMER
from core.export.heatmap_volume import heatmap_image
from tests.core.known_network import hu_series


def test_axes_are_column_row_slice_and_the_affine_starts_at_the_first_slice():
    series = hu_series(np.zeros((4, 3, 5)), (2.0, 1.5, 1.5))
    values = np.zeros((2, 3, 5), np.float32)
    values[1, 2, 4] = 0.25
    image = heatmap_image(values, series, first_slice=2)
    assert image.shape == (5, 3, 2)
    assert image.get_data_dtype() == np.float32
    assert image.get_fdata()[4, 2, 1] == 0.25
    assert np.allclose(image.affine @ [4, 2, 1, 1], series.affine_ras @ [4, 2, 3, 1])


def test_it_carries_the_notice():
    image = heatmap_image(np.zeros((1, 3, 5)), hu_series(np.zeros((1, 3, 5))))
    assert DISCLAIMER in image.header["descrip"].item().decode()


UNEVEN = np.array([0.0, 5, 10, 15, 20, 30, 40, 50])


def test_one_uneven_slice_lies_at_its_own_place():
    series = hu_series(np.zeros((8, 3, 5)), positions_mm=UNEVEN)
    image = heatmap_image(np.ones((1, 3, 5), np.float32), series, first_slice=6)
    assert image.shape == (5, 3, 1)
    assert image.affine[2, 3] == 40.0


def test_all_uneven_slices_lie_on_even_planes():
    series = hu_series(np.zeros((8, 3, 5)), positions_mm=UNEVEN)
    values = np.zeros((8, 3, 5), np.float32)
    values[7] = 0.5
    image = heatmap_image(values, series)
    assert image.get_data_dtype() == np.float32
    heights = image.affine[2, 3] + image.affine[2, 2] * np.arange(image.shape[2])
    assert heights[image.get_fdata()[0, 0] == 0.5].tolist() == [50.0]
