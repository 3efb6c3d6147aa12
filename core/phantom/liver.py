"""The liver's shape: freehand contours at nine heights, interpolated, under the diaphragm.

Shape-based interpolation of signed distances between contours follows Raya and Udupa, IEEE Trans
Med Imaging 1990;9:32-42 (doi:10.1109/42.52980), with a monotone cubic along z.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage
from scipy.interpolate import PchipInterpolator
from skimage.draw import polygon2mask

from core.phantom.geometry import smooth_max, smooth_path
from core.phantom.torso import angle_index, diaphragm_distance, ring
from core.phantom.variation import Variation

#: Atlas grid of the liver's distance field: spacing and first point, (z, y, x) mm.
STEP_MM = (2.5, 2.0, 2.0)
FIRST_MM = (-112.5, -112.0, -150.0)
SHAPE = (84, 96, 134)

#: Visceral outline by atlas height z: (x, y) mm. To the right and front the points lie outside the
#: body: there the abdominal wall and the diaphragm shape the liver.
CONTOURS: dict[float, list[tuple[float, float]]] = {
    92: [(-150, -110), (-60, -110), (-30, -70), (-25, -20), (-40, 30), (-60, 90), (-150, 100)],
    76: [(-150, -110), (-40, -112), (-4, -85), (4, -58), (-6, -30), (-24, -8), (-34, 24),
         (-44, 56), (-62, 100), (-150, 100)],
    60: [(-150, -110), (-30, -112), (22, -100), (48, -78), (44, -56), (14, -40), (-10, -24),
         (-16, 0), (-32, 22), (-42, 50), (-56, 100), (-150, 100)],
    42: [(-150, -110), (0, -114), (48, -100), (78, -80), (84, -66), (60, -58), (30, -48),
         (8, -32), (-1, -16), (-8, 0), (-20, 12), (-34, 24), (-42, 50), (-56, 100), (-150, 100)],
    24: [(-150, -110), (0, -116), (42, -100), (74, -82), (80, -70), (56, -60), (32, -54),
         (10, -44), (-10, -29), (-2, -20), (5, -10), (-2, 4), (-16, 12), (-32, 22), (-42, 48),
         (-55, 100), (-150, 100)],
    6: [(-150, -110), (-5, -116), (34, -100), (60, -82), (58, -69), (32, -60), (8, -56),
        (-10, -46), (-24, -33), (-42, -22), (-34, -12), (-12, -10), (-7, 2), (-18, 12),
        (-36, 20), (-52, 46), (-66, 100), (-150, 100)],
    -14: [(-150, -110), (-15, -116), (14, -100), (34, -86), (30, -73), (4, -64), (-14, -58),
          (-30, -50), (-46, -34), (-44, -12), (-38, 4), (-46, 20), (-62, 42), (-78, 70),
          (-92, 100), (-150, 100)],
    -34: [(-150, -104), (-70, -108), (-42, -98), (-30, -82), (-40, -68), (-60, -56), (-66, -34),
          (-60, -10), (-62, 12), (-76, 34), (-90, 54), (-106, 90), (-150, 100)],
    -54: [(-150, -92), (-112, -92), (-84, -74), (-78, -42), (-73, -10), (-79, 20), (-95, 42),
          (-114, 66), (-150, 82)],
    -71: [(-150, -62), (-116, -62), (-96, -38), (-90, -6), (-97, 25), (-115, 46), (-150, 52)],
    -84: [(-150, -26), (-126, -30), (-109, -10), (-110, 12), (-126, 24), (-150, 22)],
}  # fmt: skip
#: Where the right lobe tapers out: atlas (x, y) below the last contour.
TIP_MM = (-118.0, -3.0)


@dataclass(frozen=True, eq=False)
class Liver:
    """Signed distance (mm, negative inside) on the atlas grid of this module."""

    distance: np.ndarray

    def at(self, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Distance at atlas points, trilinear."""
        coordinates = np.stack(
            [
                (z - FIRST_MM[0]) / STEP_MM[0],
                (y - FIRST_MM[1]) / STEP_MM[1],
                (x - FIRST_MM[2]) / STEP_MM[2],
            ]
        )
        return ndimage.map_coordinates(self.distance, coordinates, order=1, mode="nearest")


def build_liver(variation: Variation) -> Liver:
    """Contours of this patient, interpolated, cut by wall and diaphragm, rounded."""
    v = variation
    z = FIRST_MM[0] + STEP_MM[0] * np.arange(SHAPE[0])
    y = FIRST_MM[1] + STEP_MM[1] * np.arange(SHAPE[1])
    x = FIRST_MM[2] + STEP_MM[2] * np.arange(SHAPE[2])
    heights = np.array(sorted(CONTOURS))
    levels = np.stack([_contour_distance(_reshape(CONTOURS[h], h, v), y, x) for h in heights])
    tip = np.hypot(x[None, :] - TIP_MM[0], y[:, None] - TIP_MM[1]) + 3.0
    levels = np.concatenate([tip[None], levels])
    heights = np.concatenate([[heights[0] - 10.0], heights])
    heights = np.where(heights < -20, -20 + (heights + 20) * v.right_lobe_length, heights)
    visceral = PchipInterpolator(heights, levels, axis=0, extrapolate=False)(
        np.clip(z, heights[0], heights[-1])
    )
    visceral += np.maximum(heights[0] - z, 0)[:, None, None]

    grid_y, grid_x = np.meshgrid(y, x, indexing="ij")
    index = angle_index(grid_x, grid_y)
    wall = np.hypot(grid_x, grid_y) - ring(127, 84, 74, 2.62)[index]
    shape = (SHAPE[0], *grid_x.shape)
    above = diaphragm_distance(
        np.broadcast_to(grid_x, shape), np.broadcast_to(grid_y, shape), z[:, None, None], index
    )
    distance = smooth_max(visceral, (wall + 2.6)[None], 6.0)
    distance = smooth_max(distance, above + 2.4, 5.0)
    distance = ndimage.gaussian_filter(distance, 0.9)
    slopes = np.gradient(distance, *STEP_MM)
    distance /= np.clip(np.sqrt(sum(slope**2 for slope in slopes)), 0.6, 3.0)
    return Liver(distance.astype(np.float32))


def _reshape(points: ArrayLike, height: float, variation: Variation) -> np.ndarray:
    """This patient's contour: a longer or shorter left lobe, a fuller or flatter caudate."""
    points = np.array(points, dtype=float)
    left = points[:, 0] > 8
    points[left, 0] = 8 + (points[left, 0] - 8) * variation.left_lobe
    caudate = (points[:, 0] > -13) & (np.abs(points[:, 1] + 4) < 18) & (0 < height < 50)
    points[caudate, 0] += variation.caudate_mm
    return points


def _contour_distance(points: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """(len(y), len(x)) signed distance in mm to the closed smooth curve through `points`."""
    fine = 2
    closed = np.vstack([points[-2:], points, points[:2]])
    curve = smooth_path(closed, 6)[12:-12]
    step = STEP_MM[1] / fine
    pad = 20
    shape = (len(y) * fine + 2 * pad, len(x) * fine + 2 * pad)
    pixels = (curve[:, ::-1] - (y[0], x[0])) / step + pad
    mask = polygon2mask(shape, pixels)
    distance = ndimage.distance_transform_edt(~mask) - ndimage.distance_transform_edt(mask)
    distance = distance + np.where(mask, 0.5, -0.5)
    return ndimage.gaussian_filter(distance, 1.5)[pad:-pad:fine, pad:-pad:fine] * step
