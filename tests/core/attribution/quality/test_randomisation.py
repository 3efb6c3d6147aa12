import copy

import numpy as np
import pytest
import torch
from torch import nn

from core.attribution.quality import sentences
from core.attribution.quality.randomisation import randomisation, similarity
from tests.core.attribution.quality.parts import weighted_case


class TwoLayers(nn.Module):
    """A weight per pixel, then one for all: score = head x sum of (weight x first channel)."""

    def __init__(self) -> None:
        super().__init__()
        self.pixels = nn.Linear(256, 1, bias=False)
        self.slice_head = nn.Linear(1, 4, bias=False)
        self.requires_grad_(False)

    def forward(self, slices):
        return self.slice_head(self.pixels(slices[:, 0].flatten(1)))


@pytest.fixture
def network():
    torch.manual_seed(0)
    return TwoLayers().eval()


def case(network, attribute, **changes):
    slices = torch.ones(1, 3, 16, 16)
    parts = {
        "network": network,
        "attribute": attribute,
        "field": attribute(network, slices)[0],
        "copy_network": lambda: copy.deepcopy(network),
        **changes,
    }
    return weighted_case(np.ones((16, 16)), **parts)


def learnt(network, slices):
    """A map that shows the weights of both layers."""
    weights = network.pixels.weight[0] * network.slice_head.weight[2, 0]
    return weights.reshape(1, 16, 16).numpy()


def picture(_network, slices):
    """A map that shows the slice and ignores the network, as an edge detector would."""
    return np.arange(256, dtype=np.float32).reshape(1, 16, 16)


def half(network, slices):
    """One half of each."""
    ranks = np.abs(learnt(network, slices)).argsort(axis=None).argsort().reshape(1, 16, 16)
    return ranks + picture(network, slices)


def test_rank_correlation_by_hand():
    everywhere = np.ones((1, 4), bool)
    one = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert similarity(one, one**3, everywhere) == pytest.approx(1.0)
    assert similarity(one, -one, everywhere) == pytest.approx(1.0)  # |map|, as Adebayo et al.
    assert similarity(one, one[:, ::-1], everywhere) == pytest.approx(-1.0)
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 x 4 / (4 x 15).
    assert similarity(one, np.array([[2.0, 1.0, 4.0, 3.0]]), everywhere) == pytest.approx(0.6)
    assert similarity(one, np.zeros((1, 4)), everywhere) == 0.0
    assert similarity(one, np.full((1, 4), np.nan), everywhere) == 0.0
    half_of_it = np.array([[True, True, False, False]])
    assert similarity(one, np.array([[1.0, 2.0, 9.0, 0.0]]), half_of_it) == pytest.approx(1.0)


def test_a_map_that_ignores_the_network_is_red(network):
    measure = randomisation(case(network, picture))
    assert measure.value == pytest.approx(1.0)
    assert measure.light == "red"
    assert measure.reading == sentences.randomisation_result("red", 1.0, 1.0)
    assert measure.curve[1] == pytest.approx([1.0, 1.0, 1.0])


def test_a_map_of_the_weights_changes_when_they_are_randomised(network):
    measure = randomisation(case(network, learnt))
    head, everything = measure.details["rank_correlations"]
    assert measure.details["stages"] == ["slice head", "encoder, last third"]
    # The head only scales this map; its order is the pixels' own.
    assert head == pytest.approx(1.0)
    assert abs(everything) < 0.2
    assert measure.value == pytest.approx((head + everything) / 2, abs=1e-4)
    assert measure.curve[0].tolist() == [0.0, 0.5, 1.0]
    assert measure.curve[1] == pytest.approx([1.0, head, everything], abs=1e-4)


def test_it_can_be_green(network):
    """A map that changes with the head too."""

    def both(network, slices):
        shift = int(network.slice_head.weight.abs().sum() * 1e4)
        return torch.roll(network.pixels.weight[0], shift).reshape(1, 16, 16).numpy()

    measure = randomisation(case(network, both))
    assert abs(measure.value) < 0.3
    assert measure.light == "green"


def test_one_half_of_each_is_in_between(network):
    measure = randomisation(case(network, half))
    assert 0.3 < measure.details["rank_correlations"][-1] < 0.7


def test_the_shared_network_is_unchanged_bit_for_bit(network):
    before = {name: value.clone() for name, value in network.state_dict().items()}
    randomisation(case(network, learnt))
    after = network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_the_same_seed_gives_the_same(network):
    first, second = (randomisation(case(network, learnt)) for _ in range(2))
    assert first.value == second.value
    assert randomisation(case(network, learnt, seed=1)).value != first.value


def test_a_stage_without_effect_on_the_score_is_omitted(network):
    class Beside(TwoLayers):
        def forward(self, slices):
            self.slice_head(torch.ones(1, 1))
            return self.pixels(slices[:, 0].flatten(1)).expand(-1, 4)

    beside = Beside().eval()
    measure = randomisation(case(beside, learnt))
    assert measure.details["stages"] == ["encoder, last third"]
    assert measure.curve[0].tolist() == [0.0, 1.0]


def test_questions_without_an_answer_say_why(network):
    weightless = randomisation(case(network, learnt, copy_network=lambda: None))
    assert (weightless.value, weightless.light) == (None, "none")
    assert weightless.reading == sentences.no_weights_to_randomise()
    cold = randomisation(case(network, learnt, field=np.zeros((16, 16), np.float32)))
    assert cold.value is None
