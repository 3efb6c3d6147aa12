"""The second pass over the liver, with a network whose answer can be told by looking."""

import threading

import numpy as np
import pytest

from core.errors import Cancelled
from core.inference import predict
from core.preprocessing import PreprocessingConfig
from tests.coded import raises
from tests.core.known_network import (
    BACKGROUND_HU,
    LIVER_HU,
    MALIGNANT_HU,
    SIZE,
    BandNetwork,
    hu_series,
    known_model,
)


def cropping(**changes) -> PreprocessingConfig:
    """Two passes; the second on pixels of 0.75 mm around the liver and no margin."""
    settings = {"crop_to_liver": True, "crop_pixel_mm": 0.75, "crop_margin_mm": 0.0} | changes
    return PreprocessingConfig(size=SIZE, pixel_mm=1.5, max_pixel_mm=1.5, **settings)


@pytest.fixture(scope="module")
def model():
    return known_model(preprocessing=cropping())


@pytest.fixture(scope="module")
def series():
    """Eight slices of 5 mm; liver of 28 x 26 voxels on slices 2 to 5, a lesion on 3 and 4."""
    volume = np.full((8, SIZE, SIZE), BACKGROUND_HU, dtype=np.int16)
    volume[2:6, 12:40, 10:36] = LIVER_HU
    volume[3:5, 18:26, 16:26] = MALIGNANT_HU
    return hu_series(volume)


def expected_mask(series):
    return np.select([series.volume == MALIGNANT_HU, series.volume == LIVER_HU], [3, 1], 0)


class Recorder(BandNetwork):
    """Keeps the slices that it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = []

    def forward(self, slices):
        self.shown.extend((slices[:, 0] * 255).numpy())
        return super().forward(slices)


def test_the_second_pass_sees_the_liver_slices_alone_and_finer(series):
    network = Recorder()
    predict(series, known_model(network, cropping()), engine="torch")
    assert len(network.shown) == 8 + 4
    # 28 rows of 1.5 mm are 42 mm: 56 pixels of 0.75 mm of 64, where the first pass had 28.
    whole, closer = network.shown[2], network.shown[8]
    liver_rows = [np.count_nonzero(abs(plane[:, 32] - LIVER_HU) < 1) for plane in (whole, closer)]
    assert liver_rows[0] == 28
    assert liver_rows[1] == pytest.approx(56, abs=2)


@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_masks_and_scores_are_put_back_where_they_belong(model, series, engine):
    prediction = predict(series, model, engine=engine, batch_size=3)
    expected = expected_mask(series)
    # The same voxels to one voxel at an outline, since the pixels of the crop are finer.
    wrong = prediction.mask != expected
    assert wrong.sum() <= 4 * 2 * (28 + 26) + 2 * 2 * (8 + 10)
    assert (prediction.mask[3:5, 19:25, 17:25] == 3).all()
    assert (prediction.mask[2:6, 13:17, 11:35] == 1).all()
    assert not prediction.mask[[0, 1, 6, 7]].any()
    scores = prediction.ungated_probabilities
    assert scores[[3, 4]] == pytest.approx(np.array([[0.05, 0.15, 0.8]] * 2), abs=1e-5)
    assert scores[[0, 2, 5, 7]] == pytest.approx(np.array([[0.8, 0.1, 0.1]] * 4), abs=1e-5)
    assert prediction.probabilities[0].tolist() == [1.0, 0.0, 0.0]


def test_slices_within_the_margin_of_the_liver_are_looked_at_too(series):
    network = Recorder()
    predict(series, known_model(network, cropping(crop_margin_mm=5.0)), engine="torch")
    assert len(network.shown) == 8 + 6


@pytest.mark.parametrize(("choice", "outlined"), [("whole", True), ("left_out", False)])
def test_what_becomes_of_slices_without_liver(choice, outlined):
    # A lesion-like patch on slice 6, far from the liver: the first pass marks it.
    volume = np.full((8, SIZE, SIZE), BACKGROUND_HU, dtype=np.int16)
    volume[1:4, 12:40, 10:36] = LIVER_HU
    volume[6, 50:56, 50:56] = MALIGNANT_HU
    model = known_model(preprocessing=cropping(slices_without_liver=choice))
    prediction = predict(hu_series(volume), model, engine="torch")
    assert prediction.lesion_probability[6].any() == outlined
    # A stray patch is no part of the liver either way.
    assert not prediction.mask[6].any()
    assert prediction.probabilities[6].tolist() == [1.0, 0.0, 0.0]


def test_without_liver_the_whole_slices_are_all_there_is(model):
    volume = np.full((4, SIZE, SIZE), BACKGROUND_HU, dtype=np.int16)
    seen = []
    network = Recorder()
    prediction = predict(
        hu_series(volume),
        known_model(network, cropping()),
        engine="torch",
        progress=lambda *step: seen.append(step),
    )
    assert len(network.shown) == 4
    assert not prediction.mask.any()
    assert seen == [(0, 4), (2, 4), (4, 4)]


def test_progress_goes_once_from_nothing_to_all(model, series):
    seen = []
    predict(series, model, batch_size=4, progress=lambda *step: seen.append(step))
    # Each slice counts half in each pass; the second has four slices.
    assert seen == [(0, 8), (2, 8), (4, 8), (8, 8)]


def test_cancel_stops_the_second_pass_too(model, series):
    cancel = threading.Event()

    def stop_in_the_second_pass(done, _total):
        if done > 4:
            cancel.set()

    with raises(Cancelled, "cancelled", "6 of 8"):
        predict(series, model, batch_size=2, progress=stop_in_the_second_pass, cancel=cancel)
