import threading

import numpy as np
import pytest
import torch

from core.errors import Cancelled, UsageError
from core.inference import CleanUpRules, network_lock, predict
from tests.coded import raises
from tests.core.known_network import (
    BENIGN_HU,
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
)


@pytest.fixture(scope="module")
def model():
    return known_model()


@pytest.fixture
def lesion_volume():
    """Slice 0 without liver, slices 2 and 3 with a 10 x 8 malignant block."""
    volume = block_volume(6)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    return volume


@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_the_mask_and_the_scores_are_those_of_the_network(model, lesion_volume, engine):
    prediction = predict(hu_series(lesion_volume), model, engine=engine, batch_size=4)
    expected = np.zeros(lesion_volume.shape, np.uint8)
    expected[1:, 10:50, 10:50] = 1
    expected[2:4, 20:30, 24:32] = 3
    assert prediction.engine == engine
    assert (prediction.mask == expected).all()
    assert (prediction.lesion_probability == np.where(expected == 3, 255, 0)).all()
    assert prediction.liver_area_mm2.tolist() == [0.0] + [1600 * 2.25] * 5
    without, with_lesion = [0.8, 0.1, 0.1], [0.05, 0.15, 0.8]
    raw = [without, without, with_lesion, with_lesion, without, without]
    assert prediction.ungated_probabilities == pytest.approx(np.array(raw), abs=1e-5)
    # The one lesion is malignant in every voxel: what the classifier gave to benign goes there.
    named = [without, [0.05, 0.0, 0.95], [0.05, 0.0, 0.95], without, without]
    assert prediction.probabilities[1:] == pytest.approx(np.array(named), abs=1e-5)
    assert prediction.probabilities[0].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("row_direction", "column_direction"),
    [((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)), ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0))],
)
def test_the_mask_comes_back_on_the_files_own_rows_and_columns(
    model, lesion_volume, row_direction, column_direction
):
    series = hu_series(
        lesion_volume, row_direction=row_direction, column_direction=column_direction
    )
    mask = predict(series, model).mask
    assert (mask[2, 20:30, 24:32] == 3).all()
    assert np.count_nonzero(mask == 3) == 2 * 80


def test_finer_ct_pixels_than_the_networks(model):
    # 128 x 128 at 0.75 mm: the same field; the lesion's edge may move by one CT pixel.
    volume = block_volume(3)
    volume[1, 20:30, 24:32] = MALIGNANT_HU
    fine = volume.repeat(2, axis=1).repeat(2, axis=2)
    mask = predict(hu_series(fine, (5.0, 0.75, 0.75)), model).mask
    assert mask.shape == (3, 128, 128)
    assert (mask[1, 41:59, 49:63] == 3).all()
    assert np.count_nonzero(mask == 3) == pytest.approx(20 * 16, abs=2 * (20 + 16))


def test_outside_the_networks_field_is_background(model):
    # A 100 x 100 matrix of liver: the field covers its middle 64 x 64 only.
    mask = predict(hu_series(np.full((1, 100, 100), 105)), model).mask
    assert (mask[0, 19:81, 19:81] == 1).all()
    assert np.count_nonzero(mask) <= 66 * 66


def test_the_temperature_flattens_the_probabilities(lesion_volume):
    prediction = predict(hu_series(lesion_volume), known_model(temperature=2.0))
    roots = np.sqrt([0.05, 0.15, 0.8])
    flat = prediction.ungated_probabilities[2]
    assert flat == pytest.approx(roots / roots.sum(), abs=1e-5)


def test_a_lesion_of_mixed_voxels_comes_out_as_one_class(model):
    volume = block_volume(4)
    volume[1:3, 20:30, 20:30] = BENIGN_HU
    volume[1:3, 20:30, 26:30] = MALIGNANT_HU
    mask = predict(hu_series(volume), model).mask
    assert set(np.unique(mask[1:3, 20:30, 20:30])) == {2}


def test_thin_slices_vote(model):
    # A speck on one 1 mm slice has no support from its neighbours; on 5 mm slices it stands.
    volume = block_volume(7)
    volume[3, 20:24, 20:24] = MALIGNANT_HU
    rules = CleanUpRules(lesion_voxels=1, lesion_diameter_mm=0.1)
    thin = predict(hu_series(volume, (1.0, 1.5, 1.5)), model, rules=rules)
    thick = predict(hu_series(volume, (5.0, 1.5, 1.5)), model, rules=rules)
    assert np.count_nonzero(thin.mask == 3) == 0
    assert np.count_nonzero(thick.mask == 3) == 16


def test_progress_counts_slices_from_nothing_to_all(model, lesion_volume):
    seen = []
    predict(hu_series(lesion_volume), model, batch_size=4, progress=lambda *a: seen.append(a))
    assert seen == [(0, 6), (4, 6), (6, 6)]


def test_cancel_stops_before_the_next_batch(model, lesion_volume):
    cancel = threading.Event()
    seen = []

    def stop_after_the_first_batch(done, _total):
        seen.append(done)
        if done:
            cancel.set()

    with raises(Cancelled, "cancelled", "2 of 6"):
        predict(
            hu_series(lesion_volume),
            model,
            batch_size=2,
            progress=stop_after_the_first_batch,
            cancel=cancel,
        )
    assert seen == [0, 2]


def test_a_batch_of_nothing_is_refused(model):
    with pytest.raises(UsageError):
        predict(hu_series(block_volume(2)), model, batch_size=0)


def test_the_seconds_of_each_stage_are_given(model):
    seconds = predict(hu_series(block_volume(2)), model).seconds
    assert set(seconds) == {"engine", "network", "clean_up"}
    assert all(value >= 0 for value in seconds.values())


def test_one_network_has_one_lock():
    first, second = torch.nn.Identity(), torch.nn.Identity()
    assert network_lock(first) is network_lock(first)
    assert network_lock(first) is not network_lock(second)
