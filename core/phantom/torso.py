"""The torso's frame in atlas coordinates: nested closed curves and the diaphragm.

All curves are star-shaped about the middle of the body, so each is a table of radii by angle:
0 deg anterior, 90 deg the patient's left, 180 deg posterior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.phantom.geometry import smooth_step
from core.phantom.variation import Variation

N_ANGLES = 2048
ANGLES_DEG = (np.arange(N_ANGLES) * 360.0 / N_ANGLES + 180.0) % 360.0 - 180.0
#: Degrees from the back (0) to the front (180), either side.
FROM_BACK_DEG = 180.0 - np.abs(ANGLES_DEG)


def angle_index(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Index into the angle tables of each atlas point."""
    turns = np.arctan2(x, -y) * np.float32(N_ANGLES / (2 * np.pi))
    return np.rint(turns).astype(np.int32) % N_ANGLES


def ring(half_width: float, front: float, back: float, square: float) -> np.ndarray:
    """Radii (mm) of a half-superellipse in front and another behind; `square` above 2 is boxier."""
    s, c = np.sin(np.deg2rad(ANGLES_DEG)), np.cos(np.deg2rad(ANGLES_DEG))
    depth = np.where(c > 0, front, back)
    # A chest is flatter in front than behind.
    exponent = square + 0.28 * np.tanh(3 * c)
    return (np.abs(s / half_width) ** exponent + np.abs(c / depth) ** exponent) ** (-1 / exponent)


def _bump(centre_deg: float, width_deg: float) -> np.ndarray:
    return np.exp(-(((np.abs(ANGLES_DEG) - centre_deg) / width_deg) ** 2))


@dataclass(frozen=True, eq=False)
class Rings:
    """Radii (mm) by angle at one height, and the cosine that turns radial into true depth."""

    cavity: np.ndarray
    wall: np.ndarray
    skin: np.ndarray
    cosine: np.ndarray
    #: 1 where the wall is the rib cage, 0 where it is the soft abdominal wall.
    costal: np.ndarray


def rings_at(z: float, variation: Variation) -> Rings:
    """Cavity, muscle wall and skin at atlas height z."""
    up = float(smooth_step(z, -90.0, 90.0))
    cavity = ring(124 + 4 * np.sin(np.pi * up), 85 - up, 67 + 8 * up, 2.62)
    wall = ring(141 + 5 * up, 97 + 4 * up, 106 + 2 * up, 2.65)
    # A furrow over the spinous processes, a bulge of the back muscles each side of it.
    wall = wall - 4.5 * _bump(180, 7) + 2.5 * _bump(158, 14) - 3.0 * _bump(0, 12) * (1 - 0.5 * up)
    return Rings(
        cavity=cavity,
        wall=wall,
        skin=wall + _fat_thickness(z, variation),
        cosine=_cosine(wall),
        costal=smooth_step(z - costal_margin_mm(), -6.0, 10.0),
    )


def _cosine(radius: np.ndarray) -> np.ndarray:
    slope = (np.roll(radius, -1) - np.roll(radius, 1)) / (4 * np.pi / N_ANGLES)
    return radius / np.hypot(radius, slope)


def _fat_thickness(z: float, variation: Variation) -> np.ndarray:
    v = variation
    low = float(smooth_step(-z, -60.0, 90.0))
    profile = (
        0.8
        + (0.1 + 0.45 * v.belly_fat * low) * _bump(20, 38)
        - 0.18 * _bump(90, 32) * (1 - low)
        + 0.45 * low * _bump(128, 26)
        - 0.4 * _bump(180, 12)
    )
    rng = np.random.default_rng([v.seed, 3])
    angle = np.deg2rad(ANGLES_DEG)
    for k in range(1, 6):
        profile = profile + 0.05 * np.cos(k * angle + rng.uniform(0, 2 * np.pi) + z / 70)
    return np.maximum(v.subcutaneous_fat_mm * profile, 3.5)


def costal_margin_mm() -> np.ndarray:
    """Atlas height of the lower edge of the rib cage by angle: an arch towards the sternum."""
    return np.interp(
        FROM_BACK_DEG, [0, 60, 95, 125, 150, 174, 180], [-45, -42, -36, -22, 8, 58, 60]
    )


def diaphragm_mm(x: np.ndarray, y: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Atlas height of the diaphragm over (x, y): two domes that fall steeply to the ribs.

    The right dome stands higher, over the liver; the heart presses a saddle between them.
    """
    edge = np.interp(FROM_BACK_DEG, [0, 50, 90, 130, 160, 180], [-8, 2, 30, 46, 55, 60])
    radius = ring(127, 84, 74, 2.62)
    rho = np.hypot(x, y) / radius[index].astype(np.float32)
    low = edge[index].astype(np.float32)
    top = (
        62
        + 26 * np.exp(-(((x + 66) / 50) ** 2) - ((y + 2) / 58) ** 2)
        + 7 * np.exp(-(((x - 68) / 46) ** 2) - ((y - 4) / 56) ** 2)
        - 4 * np.exp(-(((x - 18) / 40) ** 2) - ((y + 40) / 48) ** 2)
    )
    inside = np.sqrt(np.maximum(1 - np.minimum(rho, 1) ** 5.5, 0))
    return low + (top - low) * inside - 60 * np.maximum(rho - 1, 0)


def diaphragm_distance(
    x: np.ndarray, y: np.ndarray, z: np.ndarray | float, index: np.ndarray
) -> np.ndarray:
    """About the distance (mm) above the diaphragm; negative on the side of the abdomen."""
    height = diaphragm_mm(x, y, index)
    step = float(abs(x[..., 0, 1] - x[..., 0, 0]).ravel()[0]) or 1.0
    gy, gx = np.gradient(height, step, axis=(-2, -1))
    return (z - height) / np.sqrt(1 + gx * gx + gy * gy)
