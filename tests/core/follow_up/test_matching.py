import itertools

import numpy as np
import pytest

from core.follow_up import match_lesions
from tests.core.follow_up.made_scans import lesion, moved_by

STILL = moved_by(0, 0, 0)


def pairs(matching) -> list[tuple[int, int]]:
    return [(pair.earlier, pair.later) for pair in matching.pairs]


def test_the_nearest_lesion_is_the_same_one():
    earlier = [lesion(1, 0), lesion(2, 50), lesion(3, 100)]
    later = [lesion(1, 52), lesion(2, 103, 4), lesion(3, 1)]
    matching = match_lesions(earlier, later, STILL)
    assert pairs(matching) == [(0, 2), (1, 0), (2, 1)]
    assert [pair.distance_mm for pair in matching.pairs] == pytest.approx([1, 2, 5])
    assert (matching.gone, matching.new) == ((), ())
    assert not any(pair.unsure for pair in matching.pairs)


def test_the_position_on_the_table_is_corrected_first():
    """Unaligned, lesion 1 lies where lesion 2 was: both would be matched wrongly."""
    earlier = [lesion(1, 0), lesion(2, 40)]
    later = [lesion(1, 40), lesion(2, 80)]
    assert pairs(match_lesions(earlier, later, STILL)) == [(1, 0)]
    matching = match_lesions(earlier, later, moved_by(40, 0, 0))
    assert pairs(matching) == [(0, 0), (1, 1)]
    assert [pair.distance_mm for pair in matching.pairs] == pytest.approx([0, 0])


def test_all_pairs_are_matched_at_once():
    """Lesion 0 is 6 mm from A, lesion 1 is 4 mm from A and 10 from B: taking the nearest pair
    first leaves 0 with B at 20 mm, beyond the gate. Together: 0 with A, 1 with B."""
    earlier = [lesion(1, -6), lesion(2, 4)]
    later = [lesion(1, 0), lesion(2, 14)]
    matching = match_lesions(earlier, later, STILL)
    assert pairs(matching) == [(0, 0), (1, 1)]
    assert [pair.distance_mm for pair in matching.pairs] == pytest.approx([6, 10])


def test_a_good_match_is_not_broken_for_two_poor_ones():
    """0 lies on A. 1 is 14 mm from A, B 14 mm from 0: two matches of 14 mm would use all four."""
    earlier = [lesion(1, 0), lesion(2, 14)]
    later = [lesion(1, 0), lesion(2, -14)]
    matching = match_lesions(earlier, later, STILL)
    assert pairs(matching) == [(0, 0)]
    assert (matching.gone, matching.new) == ((1,), (1,))


@pytest.mark.parametrize(("x", "matched"), [(14.9, True), (15.1, False)])
def test_the_gate(x, matched):
    matching = match_lesions([lesion(1, 0)], [lesion(1, x)], STILL)
    assert bool(matching.pairs) is matched
    assert (matching.gone, matching.new) == (((), ()) if matched else ((0,), (0,)))


@pytest.mark.parametrize(("x", "matched"), [(24.9, True), (25.1, False)])
def test_growth_to_one_side_widens_the_gate_by_the_difference_of_the_radii(x, matched):
    """Radii of 10 and 20 mm: the centre may have moved by another 10 mm."""
    matching = match_lesions([lesion(1, 0, mm=20)], [lesion(1, x, mm=40)], STILL)
    assert bool(matching.pairs) is matched


def test_a_second_lesion_almost_as_close_makes_the_match_uncertain():
    earlier = [lesion(1, 0)]
    assert match_lesions(earlier, [lesion(1, 2), lesion(2, 0, 6)], STILL).pairs[0].unsure
    assert not match_lesions(earlier, [lesion(1, 2), lesion(2, 0, 8)], STILL).pairs[0].unsure
    matching = match_lesions([lesion(1, 2), lesion(2, 0, 6)], [lesion(1, 0)], STILL)
    assert pairs(matching) == [(0, 0)]
    assert matching.pairs[0].unsure


def test_no_lesions_on_one_scan():
    assert match_lesions([], [], STILL).pairs == ()
    assert match_lesions([], [lesion(1, 0)], STILL).new == (0,)
    assert match_lesions([lesion(1, 0)], [], STILL).gone == (0,)


def test_the_cost_is_the_minimum_over_all_assignments():
    """Four lesions close together, against every possible assignment."""
    rng = np.random.default_rng(4)
    for _ in range(10):
        places = rng.uniform(0, 25, (2, 4, 3))
        earlier, later = ([lesion(i, *place) for i, place in enumerate(one)] for one in places)
        cost = np.linalg.norm(places[0][:, None] - places[1][None], axis=-1)
        best = min(_cost_of(way, cost) for way in itertools.product(range(-1, 4), repeat=4))
        matching = match_lesions(earlier, later, STILL)
        found = sum(p.distance_mm for p in matching.pairs)
        assert found + 7.5 * (len(matching.gone) + len(matching.new)) == pytest.approx(best)


def _cost_of(way, cost) -> float:
    """-1: the earlier lesion stays unmatched."""
    taken = [j for j in way if j >= 0]
    if len(set(taken)) < len(taken) or any(j >= 0 and cost[i, j] > 15 for i, j in enumerate(way)):
        return np.inf
    return sum(cost[i, j] for i, j in enumerate(way) if j >= 0) + 7.5 * 2 * (4 - len(taken))
