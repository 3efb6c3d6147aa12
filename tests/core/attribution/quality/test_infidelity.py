import numpy as np
import pytest
import torch

from core.attribution.quality.infidelity import SAMPLES, infidelity, removed_squares, unforetold
from tests.core.attribution.quality.parts import only, weighted_case


@pytest.fixture
def weights():
    """Uneven: the score hangs on one corner of 64 x 64."""
    weights = np.zeros((64, 64), np.float32)
    weights[:20, :20] = 0.01
    return weights


@pytest.mark.parametrize(
    ("foretold", "seen", "left"),
    [
        ([1, 2], [2, 4], 0.0),  # in proportion
        ([1, 1], [1, 3], 1 - 16 / 20),  # (1 + 3)² / (2 x 10)
        ([1, 0], [0, 1], 1.0),  # nothing in common
        ([1, 2], [-2, -4], 1.0),  # turned over is not foretold
        ([0, 0], [1, 1], 1.0),  # an empty map
        ([1, 2], [0, 0], None),  # nothing to foretell
    ],
)
def test_what_is_left_unforetold_by_hand(foretold, seen, left):
    # One pixel that holds 1, taken away `foretold` times over.
    gone = torch.tensor(foretold, dtype=torch.float32)[:, None, None]
    changes = torch.tensor(seen, dtype=torch.float32)
    found = unforetold(gone, np.ones((1, 1), np.float32), changes)
    assert found == (None if left is None else pytest.approx(left, abs=1e-12))


def test_the_map_of_a_sum_foretells_everything(weights):
    measure = infidelity(weighted_case(weights))
    assert measure.value == pytest.approx(0.0, abs=1e-5)
    assert measure.light == "green"
    assert "foretells well" in measure.reading


def test_its_unit_does_not_matter(weights):
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


def test_it_is_captums_value_over_the_size_of_the_changes(weights):
    field = weights + 0.004
    measure = infidelity(weighted_case(weights, field=field))
    size = measure.details["root_mean_square_change_logits"]
    assert 0 < measure.value < measure.chance
    assert measure.value == pytest.approx(measure.details["captum"] / size**2, rel=1e-3)


def test_squares_of_24_mm_and_a_fifth_of_them():
    gone = removed_squares(200, 64, 1.5, torch.Generator().manual_seed(0))
    assert gone.shape == (200, 64, 64)
    assert set(gone.unique().tolist()) == {0.0, 1.0}
    assert float(gone.mean()) == pytest.approx(0.2, abs=0.03)
    # Along a row, what is inside begins and ends where a square of 16 pixels does.
    edges = np.flatnonzero(np.diff(gone[0, 30].numpy()))
    assert np.ptp(edges % 16) == 0


def test_a_score_that_does_not_change_gives_no_answer():
    measure = infidelity(weighted_case(1e-3 * only(3, 3)))
    assert (measure.value, measure.light) == (None, "none")
    assert measure.reading.startswith("No answer")
    assert measure.details["samples"] == SAMPLES
