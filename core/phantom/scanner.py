"""The scanner's share: table, blur, correlated noise, reconstruction circle, whole HU.

The noise power spectrum of filtered back-projection is a ramp times the squared transfer function
of the kernel (Riederer, Pelc, Chesler, Phys Med Biol 1978;23:446-454,
doi:10.1088/0031-9155/23/3/008); for soft body kernels it peaks near 0.2-0.3 /mm (Solomon,
Christianson, Samei, Med Phys 2012;39:6048-6055, doi:10.1118/1.4754297).
"""

from __future__ import annotations

import numpy as np
from scipy import fft, ndimage

#: Standard deviation of the in-plane point spread (FWHM about 1.5 mm).
BLUR_MM = 0.62
#: 1/e frequency of the kernel's squared transfer function, per mm; the peak is at 0.71 of it.
KERNEL_PER_MM = 0.32
#: Noise in the air next to the skin, relative to that in the middle of the body.
AIR_NOISE = 0.2
OUTSIDE_HU = -1024


def couch_slice(y_mm: np.ndarray, x_mm: np.ndarray, top_mm: float) -> np.ndarray:
    """(rows, columns) float32 HU of air and a curved carbon-fibre couch around foam."""
    x, y = x_mm[None, :], y_mm[:, None]
    pixel = float(x_mm[1] - x_mm[0])
    upper = top_mm + 3.5 - x**2 / 1150.0
    lower = top_mm + 27.0 - np.maximum(np.abs(x) - 70, 0) ** 2 / 330.0
    image = np.full((len(y_mm), len(x_mm)), -1000.0)

    def paint(distance: np.ndarray, hu: float) -> None:
        alpha = np.clip(0.5 - distance / pixel, 0, 1)
        image[...] += alpha * (hu - image)

    paint(np.maximum(upper - y, y - lower), -960.0)
    paint(np.abs(y - upper) - 1.1, 230.0)
    paint(np.maximum(np.abs(y - lower) - 0.9, upper - y), 20.0)
    return image.astype(np.float32)


def noise_slice(rng: np.random.Generator, shape: tuple[int, int], pixel_mm: float) -> np.ndarray:
    """(rows, columns) float32 of unit standard deviation with a soft kernel's spectrum."""
    white = rng.standard_normal(shape, dtype=np.float32)
    fy = np.fft.fftfreq(shape[0], pixel_mm)[:, None]
    fx = np.fft.rfftfreq(shape[1], pixel_mm)[None, :]
    f2 = (fx**2 + fy**2) / KERNEL_PER_MM**2
    # Amplitude = sqrt(NPS), NPS ~ f exp(-f^2/k^2); a little energy is left at f = 0.
    amplitude = np.sqrt(np.sqrt(f2) + 0.02) * np.exp(-f2 / 2)
    # More photons are lost along the long axis of the body: noise streaks run left to right.
    amplitude = amplitude * (1 + 0.35 * fy**2 / (fx**2 + fy**2 + 1e-9))
    noise = fft.irfft2(fft.rfft2(white) * amplitude.astype(np.float32), s=shape)
    return (noise / noise.std()).astype(np.float32)


def noise_level(skin_mm: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Relative noise: 1 deep in the body, less towards the skin, dying away in the air around.

    `skin_mm` is the distance to the skin, negative inside. A real scanner's air is noisy too; still
    air is what keeps the files small, and is seen in no window used to read a liver.
    """
    centre = np.exp(-((x / 150.0) ** 2)) * np.exp(-((y / 105.0) ** 2))
    inside = np.clip(0.5 - skin_mm / 8.0, 0, 1)
    air = AIR_NOISE * np.clip(1 - skin_mm / 6.0, 0, 1)
    return air + (0.62 - air + 0.42 * centre) * inside


def reconstruct(
    clean: np.ndarray,
    skin_mm: np.ndarray,
    rng: np.random.Generator,
    sd_hu: float,
    y_mm: np.ndarray,
    x_mm: np.ndarray,
) -> np.ndarray:
    """int16 (rows, columns): blurred, noisy, whole HU; constant outside the circle."""
    pixel = float(x_mm[1] - x_mm[0])
    image = ndimage.gaussian_filter(clean, BLUR_MM / pixel, mode="nearest")
    x, y = x_mm[None, :].astype(np.float32), y_mm[:, None].astype(np.float32)
    level = noise_level(skin_mm, x, y)
    image = image + sd_hu * level * noise_slice(rng, clean.shape, pixel)
    image = np.clip(np.rint(image), -1024, 3071).astype(np.int16)
    radius = np.hypot(x_mm[None, :] - x_mm.mean(), y_mm[:, None] - y_mm.mean())
    image[radius > (x_mm[-1] - x_mm[0] + pixel) / 2] = OUTSIDE_HU
    return image
