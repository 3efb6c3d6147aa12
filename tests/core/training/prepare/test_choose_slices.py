import numpy as np
import pytest

from core.training.prepare.choose_slices import choose_slices, spread, thinned
from core.training.prepare.settings import SliceChoice

POSITIONS = np.arange(100) * 2.5


def areas(n_liver: int) -> np.ndarray:
    """Liver of 5000 mm2 from slice 30 on, 100 slices in all."""
    mm2 = np.zeros(100)
    mm2[30 : 30 + n_liver] = 5000
    return mm2


def chosen(mm2, seed=0, **choice) -> np.ndarray:
    return choose_slices(mm2, POSITIONS, SliceChoice(**choice), np.random.default_rng(seed))


@pytest.mark.parametrize(("n_liver", "expected"), [(1, 1), (20, 20), (21, 16), (60, 16)])
def test_some_12_to_20_slices_with_liver(n_liver, expected):
    picked = chosen(areas(n_liver), liver_free=0)
    assert len(picked) == len(set(picked.tolist())) == expected
    assert picked.min() >= 30
    assert picked.max() < 30 + n_liver


@pytest.mark.parametrize("seed", range(5))
def test_they_are_evenly_spread(seed):
    # 64 slices in 16 stretches of 4: neighbours are exactly 4 apart.
    assert set(np.diff(chosen(areas(64), seed, liver_free=0)).tolist()) == {4}


def test_every_third():
    picked = chosen(areas(10), every=3, liver_free=0)
    assert set(np.diff(picked).tolist()) == {3}
    assert picked[0] in (30, 31, 32)


def test_an_interval_longer_than_the_liver_still_takes_a_slice():
    assert len(chosen(areas(4), every=50, liver_free=0)) == 1


def test_liver_free_slices_keep_clear_of_the_liver():
    picked = chosen(areas(20), liver_free=99)
    free = picked[(picked < 30) | (picked > 49)]
    # 10 mm are 4 slices of 2.5 mm: from 26 down and from 53 up.
    assert free.tolist() == [*range(27), *range(53, 100)]


def test_slices_with_a_sliver_of_liver_are_neither():
    mm2 = areas(20)
    mm2[29], mm2[50] = 99, 100
    picked = chosen(mm2, liver_free=0, min_liver_mm2=100, every=1)
    assert picked.tolist() == list(range(30, 51))


def test_four_without_liver_spread_over_what_there_is():
    picked = chosen(areas(20))
    free = picked[(picked < 27) | (picked > 52)]
    assert len(free) == 4
    assert free.min() < 27
    assert free.max() > 52


def test_a_limit_on_both_kinds_together():
    picked = chosen(areas(60), max_slices=10)
    assert len(picked) == 10
    assert ((picked < 30) | (picked > 89)).sum() == 2  # a fifth
    assert len(chosen(areas(4), max_slices=6, liver_free=9)) == 6
    assert len(chosen(areas(0), max_slices=3, liver_free=9)) == 3


def test_the_same_seed_chooses_the_same():
    assert chosen(areas(61), 3).tolist() == chosen(areas(61), 3).tolist()
    assert any(chosen(areas(61), 3).tolist() != chosen(areas(61), s).tolist() for s in range(9))


def test_spread_and_thinned_on_small_numbers():
    five = np.arange(5)
    assert spread(five, 2, 0.0).tolist() == [0, 2]
    assert spread(five, 2, 0.99).tolist() == [2, 4]
    assert spread(five, 9, 0.5).tolist() == [0, 1, 2, 3, 4]
    assert spread(five, 0, 0.5).tolist() == []
    assert thinned(five, 2, 0.6).tolist() == [1, 3]
    assert thinned(five[:0], 3, 0.5).tolist() == []
