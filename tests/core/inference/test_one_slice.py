import numpy as np

from core.inference import slice_mask
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model


def test_the_mask_of_one_slice_on_its_own_rows_and_columns():
    volume = block_volume(3)
    volume[1, 20:30, 24:32] = MALIGNANT_HU
    # Rows and columns swapped in the file.
    series = hu_series(volume, row_direction=(0.0, 1.0, 0.0), column_direction=(1.0, 0.0, 0.0))
    mask = slice_mask(known_model(), series, 1)
    expected = np.zeros((64, 64), np.uint8)
    expected[10:50, 10:50] = 1
    expected[20:30, 24:32] = 3
    assert np.array_equal(mask, expected)
    assert not slice_mask(known_model(), series, 0).any()
