"""A second gallbladder drawn beside the liver: what looks like a cyst, and is none.

Fluid in a smooth wall at the visceral surface of the liver is the commonest mistake for a cyst.
Slices with a gallbladder are few in the labelled data, so it is simulated: an ellipse of bile (0 to
20 HU; with sludge or excreted contrast more), at times with a wall that enhances, that presses a
little into the liver. It is background in the label. Sizes: up to 4 cm across and 10 cm long
(Gore and Levine, Textbook of Gastrointestinal Radiology).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import BACKGROUND_CODE, LIVER_CODE
from core.training.lesion_simulation import LEAST_LIVER

#: Longer half axis in pixels (about 1.5 mm), and the shorter one as a share of it.
HALF_AXIS, SLIMNESS = (5.0, 15.0), (0.45, 1.0)
#: How far the centre lies outside the liver, as a share of the shorter half axis.
OUTSIDE = (0.35, 1.0)
#: The body wall and the ribs are no place for it: distance of its centre to the skin, pixels.
FROM_SKIN = 20.0
#: Share with sludge or contrast, and with a wall that can be seen.
DENSE_SHARE, WALL_SHARE = 0.2, 0.5
#: From this gradient (HU a pixel, Gaussian of 1.2 pixels) the old image has an edge.
EDGE = 6.0


def draw_gallbladder(
    image: np.ndarray, label: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw one gallbladder on a slice.

    Args:
        image: (s, s) float32, HU clipped to 0..255. label: (s, s) uint8 codes.

    Returns:
        New (image, label); the same objects where there is no place for it.
    """
    if np.count_nonzero(label == LIVER_CODE) < LEAST_LIVER:
        return image, label
    half = rng.uniform(*HALF_AXIS)
    slim = half * rng.uniform(*SLIMNESS)
    centre = _place(image, label != BACKGROUND_CODE, slim * rng.uniform(*OUTSIDE), rng)
    if centre is None:
        return image, label
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    turn = rng.uniform(0, np.pi)
    y, x = rows - centre[0], columns - centre[1]
    u = x * np.cos(turn) + y * np.sin(turn)
    v = y * np.cos(turn) - x * np.sin(turn)
    # Pixels inside (+) or outside (-), exact along the axes.
    inside = (1 - np.hypot(u / half, v / slim)) * slim
    free = np.isin(label, (BACKGROUND_CODE, LIVER_CODE))
    blend = free / (1 + np.exp(-np.clip(inside / rng.uniform(0.3, 0.6), -30, 30)))
    dense = rng.random() < DENSE_SHARE
    target = np.full(image.shape, rng.uniform(20, 90) if dense else rng.uniform(0, 20), np.float32)
    if rng.random() < WALL_SHARE:
        target += rng.uniform(30, 90) * np.exp(-((inside / 1.0) ** 2))
    # The image's own grain stays, but not the edges of what was there before.
    smooth = ndimage.gaussian_filter(image, 1.2)
    flat = ndimage.gaussian_gradient_magnitude(image, 1.2) < EDGE
    grain = (image - smooth) * ndimage.binary_erosion(flat)
    drawn = np.clip(image * (1 - blend) + (target + grain) * blend, 0, 255).astype(np.float32)
    return drawn, np.where(free & (inside > 0), np.uint8(BACKGROUND_CODE), label)


def _place(
    image: np.ndarray, organ: np.ndarray, outside: float, rng: np.random.Generator
) -> tuple[float, float] | None:
    """(row, column) of a point so far outside the liver with its lesions, and deep in the body."""
    distance = ndimage.distance_transform_edt(~organ)
    body = ndimage.binary_fill_holes(ndimage.binary_opening(image > 0, iterations=2))
    depth = ndimage.distance_transform_edt(np.pad(body, 1))[1:-1, 1:-1]
    rows, columns = np.nonzero((np.abs(distance - outside) <= 0.75) & (depth >= FROM_SKIN))
    if not len(rows):
        return None
    pick = rng.integers(len(rows))
    return float(rows[pick]), float(columns[pick])
