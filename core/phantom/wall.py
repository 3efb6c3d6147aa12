"""Skin, subcutaneous fat, the muscles of the trunk and the lining of the cavity."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.phantom import attenuation as hu
from core.phantom.canvas import Canvas
from core.phantom.geometry import (
    ellipsoid,
    round_cone,
    smooth_max,
    smooth_path,
    smooth_step,
    superellipse,
)
from core.phantom.torso import ANGLES_DEG, FROM_BACK_DEG, Rings, angle_index, rings_at

SKIN_MM = 1.9


@dataclass(frozen=True, eq=False)
class TorsoField:
    """Distances (mm) on the whole plane to the skin, the muscles' surface and the cavity."""

    rings: Rings
    index: np.ndarray
    skin: np.ndarray
    wall: np.ndarray
    cavity: np.ndarray

    def table(self, values: np.ndarray) -> np.ndarray:
        return values.astype(np.float32)[self.index]


def torso_field(canvas: Canvas, table_top_mm: float) -> TorsoField:
    """Signed distances to skin, wall and cavity. The back lies flat on the table."""
    z = canvas.z_mm / canvas.variation.scale_z
    rings = rings_at(z, canvas.variation)
    index = angle_index(canvas.x, canvas.y)
    radius = np.hypot(canvas.x, canvas.y)
    cosine = rings.cosine.astype(np.float32)[index]

    def distance(ring: np.ndarray) -> np.ndarray:
        return (radius - ring.astype(np.float32)[index]) * cosine

    flat = canvas.y_mm[:, None] - (table_top_mm - 2.0) + canvas.x_mm[None, :] ** 2 / 1150
    skin = smooth_max(distance(rings.skin), flat, 16.0)
    # Lying flattens the fat of the back, and in the thin the muscle too.
    muscles = np.maximum(distance(rings.wall), skin + 3.5)
    return TorsoField(rings, index, skin, muscles, distance(rings.cavity))


def paint_shell(canvas: Canvas, torso: TorsoField) -> None:
    """Skin and the fat under it, with thin septa."""
    septa = np.abs(canvas.texture("mid", 1) + 0.6 * canvas.texture("coarse", 1))
    fat = hu.FAT + 3.5 * canvas.texture("mid", 2) + 26 * (1 - smooth_step(septa, 0.0, 0.09))
    canvas.paint_upright(None, torso.skin, hu.SKIN)
    canvas.paint_upright(None, torso.skin + SKIN_MM * (1 + 0.15 * canvas.texture("coarse", 2)), fat)


def paint_wall(canvas: Canvas, torso: TorsoField) -> None:
    """Abdominal wall in layers, outer muscles over the ribs, intercostal muscles."""
    grain = canvas.texture("fine", 0)
    muscle = hu.MUSCLE + 5 * canvas.texture("mid", 3) + 4 * grain
    inside = np.clip(0.5 - torso.wall, 0, 1) * np.clip(0.5 + torso.cavity, 0, 1)
    thickness = torso.cavity - torso.wall
    share = torso.cavity / np.maximum(thickness, 1)
    costal = torso.table(torso.rings.costal)
    canvas.blend(None, inside, hu.FAT + 6 + 4 * canvas.texture("mid", 4))

    wobble = 0.03 * canvas.texture("coarse", 3)
    soft = _soft_wall(torso, share + wobble, thickness)
    cage = _cage_wall(canvas, torso, share + wobble, thickness)
    marbling = smooth_step(canvas.texture("fine", 1) + 0.5 * canvas.texture("mid", 5), 1.5, 2.6)
    alpha = inside * (soft * (1 - costal) + cage * costal) * (1 - 0.5 * marbling)
    canvas.blend(None, alpha, muscle)


def _band(share: np.ndarray, low: float, high: float, thickness: np.ndarray) -> np.ndarray:
    """1 between two shares of the wall's thickness, with edges about 1 mm wide."""
    half, middle = (high - low) / 2, (high + low) / 2
    return np.clip(0.5 + (half - np.abs(share - middle)) * thickness, 0, 1)


def _soft_wall(torso: TorsoField, share: np.ndarray, thickness: np.ndarray) -> np.ndarray:
    """Transversus, internal and external oblique at the side; rectus in front."""
    side = torso.table(smooth_step(FROM_BACK_DEG, 46, 56) * smooth_step(-FROM_BACK_DEG, -146, -141))
    obliques = (
        _band(share, 0.06, 0.26, thickness)
        + _band(share, 0.31, 0.63, thickness)
        + _band(share, 0.69, 0.97, thickness)
    )
    # Rectus: a lens either side of the linea alba.
    away = np.abs(ANGLES_DEG)
    lens = np.clip(1 - np.abs((away - 18.5) / 18.0) ** 2.8, 0, 1) ** 0.6
    half = torso.table(0.44 * lens)
    rectus = np.clip(0.5 + (half - np.abs(share - 0.5)) * thickness, 0, 1) * (half > 0.02)
    fascia = 0.55 * _band(share, 0.42, 0.56, thickness) * torso.table((away < 40).astype(float))
    return np.maximum(np.minimum(obliques, 1) * side, np.maximum(rectus, fascia))


def _cage_wall(
    canvas: Canvas, torso: TorsoField, share: np.ndarray, thickness: np.ndarray
) -> np.ndarray:
    """Intercostal muscles inside, then a fat plane, then latissimus, serratus, external oblique."""
    intercostal = 0.85 * _band(share, 0.05, 0.40, thickness)
    low = 1 - 0.42 * canvas.variation.muscularity
    patchy = canvas.texture("coarse", 4) + 0.5 * canvas.texture("mid", 6)
    outer = _band(share + 0.05 * patchy, low, 0.985, thickness)
    digitations = smooth_step(patchy, -1.4, -0.7)
    where = torso.table(
        smooth_step(FROM_BACK_DEG, 26, 36) * (1 - 0.75 * smooth_step(FROM_BACK_DEG, 140, 152))
    )
    return np.maximum(intercostal, outer * digitations * where)


def paint_back_muscles(canvas: Canvas, torso: TorsoField) -> None:
    """Erector spinae, multifidus, quadratus lumborum, psoas and the outer sheet of the back."""
    v = canvas.variation
    z = canvas.z_mm / v.scale_z
    patch = canvas.patch((-110, 110, 5, 114))
    if patch is None:
        return
    x, y = patch.x, patch.y
    skin_depth = canvas.crop(torso.wall, patch)
    wobble = 1.6 * canvas.crop(canvas.texture("coarse", 5), patch)
    clefts = canvas.crop(canvas.texture("mid", 7), patch)
    fibres = canvas.crop(canvas.texture("fine", 2), patch)
    muscle = hu.MUSCLE - 3 + 5 * canvas.crop(canvas.texture("mid", 3), patch) + 5 * fibres
    marbled = muscle - 95 * (1 - smooth_step(np.abs(clefts + 0.3 * fibres), 0.0, 0.22)) * 0.75

    low = float(smooth_step(-z, -40.0, 80.0))
    for side in (-1, 1):
        xs = side * x
        erector = superellipse(
            xs, y, (31 + 5 * low, 85 - 1.5 * low), (22 + 9 * low, 16 + 4.5 * low), 2.15
        )
        erector = np.maximum(erector + wobble, skin_depth + 2.0 + 3.0 * (1 - low))
        canvas.paint_upright(patch, erector, marbled)
        multifidus = superellipse(xs, y, (11.5, 83), (8, 14), 2.2) + 0.6 * wobble
        canvas.paint_upright(patch, np.maximum(multifidus, skin_depth + 3), marbled)
        if z < -8:
            grow = float(smooth_step(-z, 8.0, 60.0))
            quadratus = ellipsoid(
                xs, y, 0, (63, 62, 0), (17 * grow + 2, 7.5 * grow + 2, 1e3), turn_deg=18
            )
            canvas.paint_upright(patch, quadratus + 0.7 * wobble, muscle)
    # Latissimus and trapezius above, thoracolumbar fascia below: a sheet under the fat.
    sheet_mm = 1.6 + 4.2 * (1 - low) * v.muscularity
    sheet = np.abs(skin_depth + sheet_mm / 2 + 0.6) - sheet_mm / 2 - 0.25 * wobble
    canvas.paint_upright(patch, np.maximum(sheet, 12 - np.abs(x)), muscle)


def paint_psoas(canvas: Canvas) -> None:
    """The psoas muscles, inside the cavity beside the lumbar spine."""
    patch = canvas.patch((-75, 75, 0, 70))
    if patch is None or canvas.z_range[0] > 15:
        return
    wobble = 1.7 * canvas.crop(canvas.texture("coarse", 5), patch)
    wobble = wobble + 0.6 * canvas.crop(canvas.texture("mid", 7), patch)
    fibres = canvas.crop(canvas.texture("fine", 2), patch)
    muscle = hu.MUSCLE + 4 * canvas.crop(canvas.texture("mid", 3), patch) + 4 * fibres
    for side in (-1, 1):
        # Deeper than wide, leaning outwards.
        x = (side * patch.x + 0.35 * (patch.y - 36) - 3) * 1.18 + 3
        canvas.paint_upright(patch, _psoas(x, patch.y, patch.z) + wobble, muscle)


_PSOAS = smooth_path(
    [(21, 34, 8, 2.5), (25, 37, -25, 8), (31, 38, -65, 15), (38, 35, -120, 20), (44, 30, -170, 22)]
)


def _psoas(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    distance = np.full(x.shape, 1e3, dtype=np.float32)
    for start, end in pairwise(_PSOAS):
        if end[2] - 25 < z.max() and start[2] + 25 > z.min():
            distance = np.minimum(distance, round_cone(x, y, z, start, end))
    return distance
