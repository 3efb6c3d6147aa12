import numpy as np
import pytest

from core.cautions import Reach
from core.cautions.noise import liver_noise_hu, model_noise_hu, noise, plane_noise_hu
from tests.core.cautions.test_image import liver_block
from tests.core.known_network import hu_series


@pytest.mark.parametrize("sd", [12.0, 45.0])
def test_noise_is_the_grain_of_the_liver(sd):
    volume, mask = liver_block(noise=sd)
    volume[:, 25:28, 25:28] = 170  # a vessel hardly counts
    series = hu_series(volume, (5.0, 0.8, 0.8))
    assert liver_noise_hu(series, mask) == pytest.approx(sd, rel=0.1)
    assert [caution.code for caution in noise(series, mask)] == ["noise"] * (sd > 30)


def test_a_dark_lesion_is_no_noise():
    volume, mask = liver_block()
    volume[:, 20:30, 20:30] = 20
    mask[:, 20:30, 20:30] = 3
    assert noise(hu_series(volume), mask) == []


def test_too_little_liver_to_measure_noise():
    mask = np.zeros((2, 20, 20), np.uint8)
    mask[:, 5:9, 5:9] = 1
    assert liver_noise_hu(hu_series(np.zeros(mask.shape)), mask) is None
    assert liver_noise_hu(hu_series(np.zeros(mask.shape)), 0 * mask) is None


def found(sd, reach=None):
    volume, mask = liver_block(noise=sd)
    series = hu_series(volume, (5.0, 1.5, 1.5))
    return [(one.code, one.severity) for one in noise(series, mask, reach)]


@pytest.mark.parametrize(
    ("sd", "limit", "said"),
    [
        (12.0, None, []),
        # A card that is silent was made of usual images.
        (45.0, None, [("noise", "stop")]),
        (12.0, 20.0, []),
        (25.0, 20.0, [("noise", "stop")]),
        # Measured at that, so the model works; the eye still can't see faint lesions.
        (45.0, 60.0, [("noise", "warn")]),
    ],
)
def test_noise_beyond_what_the_card_was_measured_at_stops(sd, limit, said):
    # The CT's pixels are the model's, so both have the same noise.
    assert found(sd, Reach(noise_hu=limit)) == said


def test_the_models_pixels_average_the_grain_of_finer_ones():
    volume, mask = liver_block(noise=40.0)
    volume, mask = (np.repeat(np.repeat(one, 2, axis=1), 2, axis=2) for one in (volume, mask))
    rng = np.random.default_rng(2)
    volume = np.where(mask == 1, 110 + rng.normal(0, 40.0, volume.shape), -100.0)
    series = hu_series(volume, (5.0, 0.75, 0.75))
    assert liver_noise_hu(series, mask) == pytest.approx(40, rel=0.1)
    # Four pixels in one: half the standard deviation.
    assert model_noise_hu(series, mask, 1.5) == pytest.approx(20, rel=0.1)


def test_a_plane_with_too_little_liver_has_no_noise():
    assert plane_noise_hu(np.zeros((20, 20)), np.zeros((20, 20), bool), (1.5, 1.5)) is None
