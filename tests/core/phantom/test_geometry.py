import numpy as np
import pytest

from core.phantom.geometry import (
    ellipsoid,
    round_cone,
    smooth_max,
    smooth_min,
    smooth_path,
    smooth_step,
    superellipse,
)


def points(*rows):
    return tuple(np.array(rows, dtype=np.float32).T)


def test_a_tubes_distance_is_that_to_its_axis_less_its_radius():
    x, y, z = points((5, 0, 5), (0, 4, 5), (0, 0, 12), (0, 0, 5))
    found = round_cone(x, y, z, (0, 0, 0, 2), (0, 0, 10, 2))
    assert found.tolist() == pytest.approx([3, 2, 0, -2])


def test_a_tubes_radius_runs_evenly_from_end_to_end():
    x, y, z = points((10, 0, 0), (10, 0, 5), (10, 0, 10))
    found = round_cone(x, y, z, (0, 0, 0, 2), (0, 0, 10, 4))
    assert found.tolist() == pytest.approx([8, 7, 6])


def test_shapes_keep_single_precision():
    x, y, z = points((1, 2, 3), (3, 2, 1))
    assert round_cone(x, y, z, np.zeros(4), np.ones(4)).dtype == np.float32
    assert ellipsoid(x, y, z, (0, 0, 0), (3, 2, 1), turn_deg=20).dtype == np.float32


def test_an_ellipsoids_surface_is_at_distance_zero_and_a_sphere_is_exact():
    x, y, z = points((30, 0, 0), (0, 20, 0), (0, 0, 10))
    assert ellipsoid(x, y, z, (0, 0, 0), (30, 20, 10)).tolist() == pytest.approx([0, 0, 0])
    x, y, z = points((13, 0, 0), (0, 6, 0))
    assert ellipsoid(x, y, z, (0, 0, 0), (10, 10, 10)).tolist() == pytest.approx(
        [3, -4 * 0.6 / 0.6]
    )


def test_a_turned_ellipsoid_points_where_it_was_turned():
    x, y, z = points((0, 30, 0))
    assert ellipsoid(x, y, z, (0, 0, 0), (30, 10, 10), turn_deg=90)[0] == pytest.approx(0, abs=1e-4)


def test_a_circle_is_a_superellipse_of_exponent_two():
    x, y, _ = points((13, 0, 0), (0, 6, 0), (6, 8, 0))
    found = superellipse(x, y, (0, 0), (10, 10), 2)
    assert found.tolist() == pytest.approx([3, -4, 0], abs=1e-3)


def test_smooth_union_is_the_minimum_away_from_the_seam_and_deeper_on_it():
    a, b = np.array([1.0, 9.0, 5.0]), np.array([9.0, 1.0, 5.0])
    assert smooth_min(a, b, 4).tolist() == [1.0, 1.0, 4.0]
    assert smooth_max(a, b, 4).tolist() == [9.0, 9.0, 6.0]


def test_smooth_step_is_a_half_in_the_middle():
    assert smooth_step(np.array([-1, 0, 2, 4, 9]), 0, 4).tolist() == [0, 0, 0.5, 1, 1]


def test_a_smooth_path_passes_through_its_points():
    corner = [(0, 0, 0, 1), (10, 0, 0, 2), (10, 10, 0, 3)]
    path = smooth_path(corner, 5)
    assert path.shape == (11, 4)
    assert path[[0, 5, 10]].tolist() == [list(map(float, p)) for p in corner]
