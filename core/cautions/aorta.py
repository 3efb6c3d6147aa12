"""The aorta beside the liver, found as a round, even disc in front of the spine, and its HU."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.cautions.consensus import agreed_hu
from core.cautions.levels import PIXEL_MM, Levels

#: Where the centre of the descending aorta lies from the centre of the spinal canal, mm: to the
#: front, and to the patient's left (the vena cava lies 20 to 35 mm to the right).
TO_FRONT_MM = (24.0, 66.0)
TO_LEFT_MM = (-9.0, 39.0)
#: Radii tried, mm: an adult aorta at the diaphragm is 15 to 32 mm wide.
RADII_MM = (7.5, 9.0, 10.5, 12.0, 13.5, 15.0)
DIRECTIONS = 24
#: HU must fall by this within `FALL_MM` of the rim, ...
FALL_HU, FALL_MM = 22.0, 3.0
#: ... in at least this share of the directions: beside it lie fat and lung, but also the crus of
#: the diaphragm and the spine.
LEAST_ROUND = 0.45
#: Inside, the standard deviation is at most this many HU or this share of the mean.
EVEN_HU, EVEN_SHARE = 12.0, 0.10
#: Blood is not darker than this, HU.
DARKEST_BLOOD_HU = 20.0


@dataclass(frozen=True)
class Disc:
    """The aorta on one level; row, column and radius in pixels of `PIXEL_MM`."""

    row: int
    column: int
    radius: float
    #: Mean within the rim.
    hu: float


def aorta_hu(levels: Levels, canal: tuple[float, float]) -> float | None:
    """Median HU of the aorta over the levels, or None where it was not found on enough of them.

    Args:
        canal: (row, column) from `spine.canal_centre`.
    """
    return agreed_hu([None if disc is None else disc.hu for disc in aorta_discs(levels, canal)])


def aorta_discs(levels: Levels, canal: tuple[float, float]) -> list[Disc | None]:
    """Where it was found on each level; arguments as `aorta_hu`."""
    return [_on_level(plane, canal) for plane in levels.hu]


def _on_level(plane: np.ndarray, canal: tuple[float, float]) -> Disc | None:
    """The disc with the most of its rim against something darker."""
    rows, columns = _centres(plane.shape, canal)
    if not rows.size:  # the place before the spine is outside a small field
        return None
    reach = max(RADII_MM) + FALL_MM
    # Nearest pixels along rays: (centres, directions, steps).
    angle = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    steps = np.arange(0.0, reach + 0.1, PIXEL_MM)
    down = np.rint(np.sin(angle)[:, None] * steps / PIXEL_MM).astype(int)
    right = np.rint(np.cos(angle)[:, None] * steps / PIXEL_MM).astype(int)
    rays = plane[
        np.clip(rows[:, None, None] + down, 0, plane.shape[0] - 1),
        np.clip(columns[:, None, None] + right, 0, plane.shape[1] - 1),
    ]
    # Sums out to each step: every radius then takes its mean and deviation from them.
    sums = rays.sum(axis=1, dtype=np.float64).cumsum(axis=1)
    squares = np.square(rays, dtype=np.float64).sum(axis=1).cumsum(axis=1)
    best, best_score = None, 0.0
    for radius in RADII_MM:
        last = np.flatnonzero(steps <= radius - PIXEL_MM)[-1]
        count = DIRECTIONS * (last + 1)
        mean = sums[:, last] / count
        deviation = np.sqrt(np.maximum(squares[:, last] / count - mean**2, 0.0))
        even = deviation <= np.maximum(EVEN_HU, EVEN_SHARE * mean)
        rim = rays[:, :, np.argmin(np.abs(steps - radius - FALL_MM))]
        round_share = (mean[:, None] - rim >= FALL_HU).mean(axis=1)
        usable = even & (mean >= DARKEST_BLOOD_HU) & (round_share >= LEAST_ROUND)
        # Of two discs as round, the larger: the smaller may be a part of it.
        score = np.where(usable, round_share + 0.01 * radius, 0.0)
        at = int(score.argmax())
        if score[at] > best_score:
            best = Disc(int(rows[at]), int(columns[at]), radius / PIXEL_MM, float(mean[at]))
            best_score = float(score[at])
    return best


def _centres(shape: tuple[int, int], canal: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of every pixel where the aorta's centre may lie."""
    row, column = canal
    rows = np.arange(round(row - TO_FRONT_MM[1] / PIXEL_MM), round(row - TO_FRONT_MM[0] / PIXEL_MM))
    columns = np.arange(
        round(column + TO_LEFT_MM[0] / PIXEL_MM), round(column + TO_LEFT_MM[1] / PIXEL_MM)
    )
    rows = rows[(rows >= 0) & (rows < shape[0])]
    columns = columns[(columns >= 0) & (columns < shape[1])]
    grid = np.meshgrid(rows, columns, indexing="ij")
    return grid[0].ravel(), grid[1].ravel()
