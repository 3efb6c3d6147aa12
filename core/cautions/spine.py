"""Where the spinal canal is: the fixed point from which the aorta and the spleen are found."""

from __future__ import annotations

import numpy as np
from scipy import ndimage, signal

from core.cautions.levels import PIXEL_MM, Levels

#: The canal is 15 to 25 mm wide in the thoracolumbar spine; the bone about it starts there.
CANAL_RADIUS_MM = 7.0
RING_MM = (10.5, 16.0)
#: Bone counts up to this, HU, so that metal or an arterial aorta outweighs no ring; and darkness
#: down to this, so that fat, gut gas and lung are no darker than the canal.
BRIGHTEST_HU, DARKEST_HU = 300.0, 20.0
#: Ring less canal, HU, averaged over the levels, from which there is a spine.
LEAST_HU = 70.0
#: The canal lies within this distance of the body's middle, mm.
OFF_MIDDLE_MM = 45.0
#: Scoliosis and kyphosis over the levels, mm, that the average allows for.
DRIFT_MM = 6.0


def canal_centre(levels: Levels) -> tuple[float, float] | None:
    """(row, column) of the spinal canal in pixels, or None where no spine is in view.

    The canal is where a dark disc lies in a bright ring, near the midline. The mean of the ring
    less that of the disc is taken on each level, at its best within `DRIFT_MM`, and averaged, so
    that levels between two arches, where the ring is open, don't decide alone.
    """
    reach = round(OFF_MIDDLE_MM / PIXEL_MM)
    left = max(0, round(levels.middle) - reach)
    strip = levels.hu[:, :, left : round(levels.middle) + reach + 1]
    bright = np.clip(strip, DARKEST_HU, BRIGHTEST_HU)
    contrast = signal.fftconvolve(bright - DARKEST_HU, _ring_less_disc()[None], "same", (1, 2))
    drift = 2 * round(DRIFT_MM / PIXEL_MM) + 1
    score = ndimage.maximum_filter(contrast, (1, drift, drift)).mean(axis=0)
    if score.max() < LEAST_HU:
        return None
    # The maximum filter makes plateaus: their middle.
    row, column = ndimage.center_of_mass(score >= 0.98 * score.max())
    return float(row), float(column + left)


def _ring_less_disc() -> np.ndarray:
    """Kernel of the mean of the ring less the mean of the disc (symmetric, so never flipped)."""
    reach = int(RING_MM[1] / PIXEL_MM)
    across = np.arange(-reach, reach + 1) * PIXEL_MM
    distance = np.hypot(across[:, None], across)
    ring = (distance >= RING_MM[0]) & (distance <= RING_MM[1])
    disc = distance <= CANAL_RADIUS_MM
    return ring / ring.sum() - disc / disc.sum()
