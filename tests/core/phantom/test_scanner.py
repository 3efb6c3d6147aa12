import numpy as np
import pytest

from core.phantom.scanner import OUTSIDE_HU, couch_slice, noise_slice, reconstruct

PIXEL_MM = 0.75
AXIS = (np.arange(256) - 127.5) * PIXEL_MM


def test_noise_has_a_soft_kernels_spectrum():
    noise = noise_slice(np.random.default_rng(1), (256, 256), PIXEL_MM)
    assert noise.std() == pytest.approx(1, abs=1e-3)
    power = np.abs(np.fft.fft2(noise)) ** 2
    f = np.fft.fftfreq(256, PIXEL_MM)
    radius = np.hypot(f[:, None], f[None, :])
    bands = np.array([power[(radius >= a) & (radius < a + 0.05)].mean()
                      for a in np.arange(0, 0.6, 0.05)])  # fmt: skip
    assert 0.15 <= 0.05 * bands.argmax() + 0.025 <= 0.30  # the peak, per mm
    assert bands[-1] < 0.2 * bands.max()  # little is left at 0.6 /mm
    assert bands[0] < 0.6 * bands.max()


def test_water_keeps_its_mean_and_gets_the_noise_asked_for():
    water = np.zeros((256, 256), dtype=np.float32)
    inside = np.full(water.shape, -50.0, dtype=np.float32)
    image = reconstruct(water, inside, np.random.default_rng(2), 12.0, AXIS, AXIS)
    assert image.dtype == np.int16
    middle = image[100:156, 100:156]
    assert middle.mean() == pytest.approx(0, abs=1)
    assert middle.std() == pytest.approx(12, abs=1.5)


def test_outside_the_reconstruction_circle_nothing_is_measured():
    water = np.zeros((256, 256), dtype=np.float32)
    image = reconstruct(water, water, np.random.default_rng(2), 12.0, AXIS, AXIS)
    assert image[0, 0] == image[-1, 0] == OUTSIDE_HU
    assert image[128, 0] > OUTSIDE_HU


def test_the_air_far_from_the_skin_is_still():
    air = np.full((256, 256), -1000, dtype=np.float32)
    far = np.full(air.shape, 20.0, dtype=np.float32)
    image = reconstruct(air, far, np.random.default_rng(2), 12.0, AXIS, AXIS)
    assert np.unique(image[100:156, 100:156]).tolist() == [-1000]


def test_the_couch_is_hollow_and_lies_below():
    couch = couch_slice(AXIS, AXIS, 50.0)
    column = couch[:, 128]
    assert (column[AXIS < 50] == -1000).all()
    assert column[np.argmin(np.abs(AXIS - 53.5))] > 0
    assert column[np.argmin(np.abs(AXIS - 65))] < -900
