import numpy as np
import pytest
import torch

from core.attribution.quality.infidelity import (
    SAMPLES,
    infidelity,
    removed_squares,
    unpredicted_share,
)
from core.sentence import code_of
from tests.core.attribution.quality.parts import only, weighted_case


@pytest.fixture
def weights():
    """The score depends only on one corner of 64 x 64 pixels."""
    weights = np.zeros((64, 64), np.float32)
    weights[:20, :20] = 0.01
    return weights


@pytest.mark.parametrize(
    ("predicted", "actual", "unpredicted"),
    [
        ([1, 2], [2, 4], 0.0),  # proportional
        ([1, 1], [1, 3], 1 - 16 / 20),  # (1 + 3)² / (2 x 10)
        ([1, 0], [0, 1], 1.0),  # nothing in common
        ([1, 2], [-2, -4], 1.0),  # the opposite is no prediction
        ([0, 0], [1, 1], 1.0),  # an empty map
        ([1, 2], [0, 0], None),  # nothing to predict
    ],
)
def test_the_unpredicted_share_by_hand(predicted, actual, unpredicted):
    # One pixel with the value 1, removed `predicted` times.
    removed = torch.tensor(predicted, dtype=torch.float32)[:, None, None]
    changes = torch.tensor(actual, dtype=torch.float32)
    found = unpredicted_share(removed, np.ones((1, 1), np.float32), changes)
    assert found == (None if unpredicted is None else pytest.approx(unpredicted, abs=1e-12))


def test_the_map_of_a_sum_predicts_everything(weights):
    measure = infidelity(weighted_case(weights))
    assert measure.value == pytest.approx(0.0, abs=1e-5)
    assert measure.light == "green"
    assert code_of(measure.reading) == "infidelity_result"


def test_the_maps_unit_does_not_matter(weights):
    assert infidelity(weighted_case(weights, field=weights * 1000)).value == pytest.approx(
        0.0, abs=1e-5
    )


def test_even_heat_is_chance_and_red(weights):
    even = infidelity(weighted_case(weights, field=np.ones((64, 64))))
    assert even.value == pytest.approx(even.chance)
    assert even.light == "red"
    assert even.value > 0.1


def test_a_map_of_another_corner_is_red(weights):
    assert infidelity(weighted_case(weights, field=weights[::-1, ::-1])).light == "red"


def test_it_is_captums_value_over_the_mean_square_change(weights):
    field = weights + 0.004
    measure = infidelity(weighted_case(weights, field=field))
    size = measure.details["root_mean_square_change_logits"]
    assert 0 < measure.value < measure.chance
    assert measure.value == pytest.approx(measure.details["captum"] / size**2, rel=1e-3)


def test_a_fifth_of_the_squares_of_24_mm_is_removed():
    removed = removed_squares(200, 64, 1.5, torch.Generator().manual_seed(0))
    assert removed.shape == (200, 64, 64)
    assert set(removed.unique().tolist()) == {0.0, 1.0}
    assert float(removed.mean()) == pytest.approx(0.2, abs=0.03)
    # Along a row, removed stretches begin and end at the borders of squares of 16 pixels.
    edges = np.flatnonzero(np.diff(removed[0, 30].numpy()))
    assert np.ptp(edges % 16) == 0


def test_a_score_that_does_not_change_gives_no_answer():
    measure = infidelity(weighted_case(1e-3 * only(3, 3)))
    assert (measure.value, measure.light) == (None, "none")
    assert code_of(measure.reading) == "infidelity_unanswered"
    assert measure.details["samples"] == SAMPLES
