import numpy as np
import pytest

from core.attribution.quality import sentences
from core.attribution.quality.max_sensitivity import RADIUS_HU, SAMPLES, max_sensitivity
from tests.core.attribution.quality.parts import only, weighted_case


def brightness_above(level):
    """A method whose map is HU minus `level`; the slice has 100 HU."""

    def attribute(_network, slices):
        return slices[:, 0].numpy() * 100 - level

    field = np.full((16, 16), 100 - level, np.float32)
    return weighted_case(only(0, 0), field=field, attribute=attribute)


def test_a_map_unaffected_by_noise_is_green():
    measure = max_sensitivity(weighted_case(only(0, 0)))
    assert (measure.value, measure.light) == (0.0, "green")


@pytest.mark.parametrize(
    ("level", "light"),
    # The map is 10, 4 or 1 in every pixel. Noise within ±5 changes it by 5 / sqrt(3) = 2.9, as a
    # root mean square, so by 0.29, 0.72 or 2.9 of its norm.
    [(90, "green"), (96, "amber"), (99, "red")],
)
def test_the_change_by_hand(level, light):
    measure = max_sensitivity(brightness_above(level))
    expected = RADIUS_HU / 3**0.5 / (100 - level)
    assert measure.value == pytest.approx(expected, rel=0.1)
    assert measure.value > expected  # the largest of several
    assert measure.light == light
    assert measure.reading == sentences.sensitivity_result(light, measure.value, 5)


def test_noise_is_added_in_hu_the_same_in_all_channels():
    seen = []

    def attribute(_network, slices):
        seen.append(slices)
        return slices[:, 0].numpy()

    case = weighted_case(only(0, 0), field=np.ones((16, 16)), attribute=attribute, rows=3)
    max_sensitivity(case)
    assert len(seen[0]) == 1  # the unchanged slice
    noisy = np.concatenate(seen[1:])
    assert len(noisy) == SAMPLES
    assert (noisy[:, 0] == noisy[:, 2]).all()
    assert np.abs(noisy - 1).max() <= RADIUS_HU / 100 + 1e-6
    assert not np.allclose(noisy[0], noisy[1])


def test_a_map_without_heat_has_no_answer():
    measure = max_sensitivity(weighted_case(np.zeros((16, 16))))
    assert (measure.value, measure.light) == (None, "none")
