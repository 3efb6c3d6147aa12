"""Lines round regions whose points can be counted."""

import numpy as np

from core.contours import contours


def test_an_outline_runs_round_its_region_and_closes():
    region = np.zeros((5, 5), bool)
    region[2, 2] = True
    (line,) = contours(region)
    assert (line[0] == line[-1]).all()
    assert sorted(map(tuple, np.unique(line, axis=0))) == [(1.5, 2), (2, 1.5), (2, 2.5), (2.5, 2)]


def test_a_region_at_the_edge_is_closed_outside_the_image():
    (line,) = contours(np.ones((2, 3), bool))
    assert (line.min(axis=0).tolist(), line.max(axis=0).tolist()) == ([-0.5, -0.5], [1.5, 2.5])
