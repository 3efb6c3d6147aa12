import numpy as np
import pytest

from core.inference import View, predict
from core.preprocessing import SliceGrid
from tests.core.known_network import (
    MALIGNANT_HU,
    PREPROCESSING,
    block_volume,
    hu_series,
    known_model,
)


@pytest.fixture
def lesion_volume():
    volume = block_volume(3)
    volume[1, 20:30, 24:32] = MALIGNANT_HU
    return volume


def test_gain_turns_about_the_pivot_and_the_offset_adds():
    hu = np.array([[[100.0, 200.0]]], np.float32)
    changed = View(gain=1.1, offset_hu=-3.0).disturbed(hu, np.array([0]))
    assert changed.tolist() == [[pytest.approx([97.0, 207.0])]]
    assert changed.dtype == np.float32


def test_a_slice_has_its_noise_in_any_batch():
    hu = np.zeros((2, 64, 64), np.float32)
    view = View(noise_hu=5.0, seed=3)
    both = view.disturbed(hu, np.array([4, 7]))
    alone = view.disturbed(hu[:1], np.array([7]))
    assert (both[1] == alone[0]).all()
    assert (both[0] != both[1]).any()
    assert both.std() == pytest.approx(5.0, rel=0.05)
    assert not hu.any()


def test_the_grid_moves_over_the_patient(lesion_volume):
    # Two pixels of 1.5 mm towards posterior: what was in row 20 is seen in row 18.
    series = hu_series(lesion_volume)
    grid = SliceGrid.for_series(series, PREPROCESSING)
    moved = View(shift_mm=(3.0, -1.5)).moved(grid).to_model(series.volume[1:2])[0]
    seen = grid.to_model(series.volume[1:2])[0]
    assert moved[:-2, 1:] == pytest.approx(seen[2:, :-1], abs=0.01)


def test_a_quarter_turn_is_clockwise(lesion_volume):
    series = hu_series(lesion_volume)
    grid = SliceGrid.for_series(series, PREPROCESSING)
    seen = grid.to_model(series.volume[1:2])[0]
    turned = View(degrees=90.0).moved(grid).to_model(series.volume[1:2])[0]
    assert turned == pytest.approx(np.rot90(seen, k=-1), abs=0.1)


def test_a_turned_mask_lies_on_the_cts_own_rows_again():
    series = hu_series(block_volume(2))
    grid = View(degrees=7.0, shift_mm=(3.0, 1.5)).moved(SliceGrid.for_series(series, PREPROCESSING))
    rows, columns = np.mgrid[0:64, 0:64].astype(np.float32)
    smooth = rows + 2 * columns
    back = grid.to_ct(grid.to_model(smooth[None])[:, None])[0, 0]
    inner = slice(14, 50)
    assert back[inner, inner] == pytest.approx(smooth[inner, inner], abs=0.01)


@pytest.mark.parametrize(
    "view", [View(shift_mm=(3.0, -3.0)), View(degrees=90.0), View(gain=1.05, offset_hu=3.0)]
)
def test_the_answer_to_a_changed_image_lies_on_the_cts_own_grid(lesion_volume, view):
    expected = np.zeros(lesion_volume.shape, np.uint8)
    expected[1:, 10:50, 10:50] = 1
    expected[1, 20:30, 24:32] = 3
    prediction = predict(hu_series(lesion_volume), known_model(), engine="torch", view=view)
    assert (prediction.mask == expected).all()
    assert prediction.probabilities[1, 2] == pytest.approx(0.95, abs=1e-5)
