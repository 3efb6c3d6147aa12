import numpy as np
import pytest

from core.phantom.texture import SmoothNoise, bspline_weights

AXIS = np.arange(-150.0, 150.0, 2.0)


def test_weights_sum_to_one_and_are_the_cubic_b_spline_on_a_lattice_point():
    weights = bspline_weights(np.array([3.0, 3.5]), 8)
    assert weights.sum(axis=1).tolist() == pytest.approx([1, 1])
    assert weights[0, 2:5].tolist() == pytest.approx([1 / 6, 4 / 6, 1 / 6])


def test_weights_repeat_round_the_end_of_the_lattice():
    assert bspline_weights(np.array([0.0]), 8)[0, [7, 0, 1]].tolist() == pytest.approx(
        [1 / 6, 4 / 6, 1 / 6]
    )


@pytest.mark.parametrize("name", ["mid", "fine"])
def test_fields_have_zero_mean_and_unit_deviation(name):
    noise = SmoothNoise(3, name)
    values = np.stack([noise.slice(0, z, AXIS, AXIS) for z in np.arange(-60, 60, 12.0)])
    assert abs(values.mean()) < 0.1
    assert values.std() == pytest.approx(1, abs=0.1)


def test_channels_and_seeds_differ_and_the_same_seed_repeats():
    first = SmoothNoise(3, "mid")
    again, other = SmoothNoise(3, "mid"), SmoothNoise(4, "mid")
    field = first.slice(0, 10.0, AXIS, AXIS)
    assert np.array_equal(field, again.slice(0, 10.0, AXIS, AXIS))
    for rival in (first.slice(1, 10.0, AXIS, AXIS), first.slice(6, 10.0, AXIS, AXIS),
                  other.slice(0, 10.0, AXIS, AXIS)):  # fmt: skip
        assert abs(np.corrcoef(field.ravel(), rival.ravel())[0, 1]) < 0.2


def test_a_field_runs_on_smoothly_from_slice_to_slice():
    noise = SmoothNoise(3, "coarse")
    near, far = (noise.slice(0, z, AXIS, AXIS) for z in (11.0, 70.0))
    here = noise.slice(0, 10.0, AXIS, AXIS)
    assert np.abs(here - near).max() < 0.5
    assert np.abs(here - far).max() > 1
