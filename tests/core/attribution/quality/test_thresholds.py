import pytest

from core.attribution.quality.thresholds import (
    light_of_peak,
    light_of_similarity,
    light_of_skill,
    skill,
)


def test_skill_is_the_share_of_the_distance_from_chance_to_best():
    assert skill(0.7, chance=0.4, best=1.0) == pytest.approx(0.5)
    assert skill(0.1, chance=0.4, best=0.0) == pytest.approx(0.75)  # low is good
    assert skill(0.5, chance=0.4, best=0.0) < 0
    assert skill(0.4, chance=0.4, best=0.4) is None
    assert skill(0.4, chance=0.43, best=0.4, min_range=0.05) is None


@pytest.mark.parametrize(
    ("value", "light"),
    [(1.0, "green"), (0.5, "green"), (0.49, "amber"), (0.01, "amber"), (0.0, "red"), (-1, "red")],
)
def test_the_lights_of_skill(value, light):
    assert light_of_skill(value) == light


def test_no_skill_no_light():
    assert light_of_skill(None) == "none"


def test_the_lights_of_similarity():
    lights = [light_of_similarity(rho) for rho in (-0.2, 0.29, 0.3, 0.49, 0.5, 1.0)]
    assert lights == ["green", "green", "amber", "amber", "red", "red"]


def test_the_lights_of_the_hottest_point():
    lights = [light_of_peak(*each) for each in ((1, 0), (0.5, 0), (0.4, 0), (0, 10), (0, 10.1))]
    assert lights == ["green", "green", "amber", "amber", "red"]
