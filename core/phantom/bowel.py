"""Colon along its frame, loops of small bowel packed into what is free, mesenteric vessels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage

from core.phantom import attenuation as hu
from core.phantom.canvas import Canvas, tubes_of
from core.phantom.geometry import ellipsoid, round_cone, smooth_path, smooth_step
from core.phantom.liver import Liver
from core.phantom.torso import angle_index, diaphragm_mm, rings_at
from core.phantom.variation import Variation
from core.phantom.vessels import AORTA, PORTAL_TRUNK, SMA, SMV, SPLENIC_VEIN, VENA_CAVA
from core.phantom.viscera import (
    DUODENUM,
    GALLBLADDER,
    KIDNEY_SEMI_AXES_MM,
    LEFT_KIDNEY,
    PANCREAS,
    RIGHT_KIDNEY,
    STOMACH,
    box_of,
    path_distance,
)

COLON = [
    (-96, 22, -175, 22),
    (-98, 16, -130, 21),
    (-88, 2, -100, 20),
    (-74, -34, -84, 18),
    (-56, -60, -86, 17),
    (-24, -66, -98, 16),
    (14, -66, -96, 17),
    (48, -66, -74, 17),
    (76, -58, -44, 17),
    (96, -40, -16, 17),
    (108, -20, 2, 16),
    (114, 0, -6, 14),
    (117, 18, -34, 12),
    (116, 26, -80, 11),
    (112, 28, -130, 12),
    (108, 30, -175, 12),
]
#: Box in which small bowel may lie (atlas mm): low and high (x, y, z).
LOOPS_LOW, LOOPS_HIGH = (-95.0, -78.0, -140.0), (118.0, 40.0, 6.0)
GRID_MM = 4.0


@dataclass(frozen=True, eq=False)
class Loop:
    """One segment of small bowel: path (n, 4) and how much gas and fold it shows."""

    path: np.ndarray
    gas: bool
    fluid_hu: float
    wall_mm: float


@dataclass(frozen=True, eq=False)
class Bowel:
    loops: tuple[Loop, ...]
    mesentery: np.ndarray


def build_bowel(variation: Variation, liver: Liver) -> Bowel:
    """Pack loops by rejection into the space that other organs leave."""
    rng = np.random.default_rng([variation.seed, 6])
    axes = [np.arange(LOOPS_LOW[k], LOOPS_HIGH[k] + 1e-6, GRID_MM) for k in range(3)]
    x, y, z = (g.astype(np.float32) for g in np.meshgrid(*axes, indexing="ij"))
    free = _free_distance(x, y, z, liver, variation)

    def room(point: np.ndarray) -> float:
        at = [[(point[k] - LOOPS_LOW[k]) / GRID_MM] for k in range(3)]
        return float(ndimage.map_coordinates(free, at, order=1, mode="constant", cval=-50)[0])

    loops: list[Loop] = []
    for _ in range(variation.n_bowel_loops):
        radius = rng.uniform(7.5, 13.0)
        spots = np.argwhere(free > radius)
        if len(spots) == 0:
            break
        point = np.array([axes[k][i] for k, i in enumerate(spots[rng.integers(len(spots))])])
        heading = rng.normal(0, 1, 3) * (1, 0.7, 1)
        path = [(*point, radius)]
        for _ in range(int(rng.integers(3, 9))):
            for _ in range(8):
                turned = heading / np.linalg.norm(heading) + rng.normal(0, 0.55, 3)
                step = point + 9.0 * turned / np.linalg.norm(turned)
                if room(step) > 0.86 * radius:
                    point, heading = step, turned
                    path.append((*point, radius * rng.uniform(0.9, 1.08)))
                    break
            else:
                break
        if len(path) < 3:
            path.append((point[0] + 3.0, point[1] + 1.0, point[2], radius))
        curve = smooth_path(path, 2)
        _occupy(free, curve, (x, y, z))
        loops.append(
            Loop(
                curve,
                gas=bool(rng.random() < 0.18),
                fluid_hu=float(rng.uniform(15, 48)),
                wall_mm=float(rng.uniform(2.2, 3.6)),
            )
        )
    return Bowel(tuple(loops), _mesenteric_vessels(loops, rng))


def _occupy(
    free: np.ndarray, curve: np.ndarray, grid: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> None:
    """Take a loop's room out of the free distance, in place, near the loop only."""
    for segment in tubes_of(curve):
        reach = max(segment[3], segment[7]) + 16
        near = []
        for k in range(3):
            low, high = sorted((segment[k], segment[k + 4]))
            first = int(max((low - reach - LOOPS_LOW[k]) // GRID_MM, 0))
            near.append(slice(first, int((high + reach - LOOPS_LOW[k]) // GRID_MM) + 2))
        here = tuple(near)
        x, y, z = (axis[here] for axis in grid)
        gap = round_cone(x, y, z, segment[:4], segment[4:]) - 0.5
        free[here] = np.minimum(free[here], gap)


def _free_distance(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, liver: Liver, variation: Variation
) -> np.ndarray:
    """Distance (mm) to the nearest thing already there."""
    free = np.full(x.shape, 50.0, dtype=np.float32)
    index = angle_index(x, y)
    radius = np.hypot(x, y)
    for k, height in enumerate(z[0, 0, :]):
        cavity = rings_at(float(height), variation).cavity[index[:, :, k]]
        free[:, :, k] = cavity - radius[:, :, k] - 2.0
    free = np.minimum(free, liver.at(x, y, z) - 1.0)
    free = np.minimum(free, (diaphragm_mm(x, y, index) - z) / 1.6 - 5.0)
    organs: list[ArrayLike] = [STOMACH, COLON, DUODENUM, PANCREAS, GALLBLADDER]
    trunks: list[ArrayLike] = [AORTA, VENA_CAVA, SMA, SMV, PORTAL_TRUNK, SPLENIC_VEIN]
    for points in (*organs, *trunks):
        for segment in tubes_of(smooth_path(points, 2)):
            free = np.minimum(free, round_cone(x, y, z, segment[:4], segment[4:]) - 1.5)
    fat = tuple(a + 7 for a in KIDNEY_SEMI_AXES_MM)
    for centre in (RIGHT_KIDNEY, LEFT_KIDNEY):
        free = np.minimum(free, ellipsoid(x, y, z, centre, fat))
    free = np.minimum(free, ellipsoid(x, y, z, (104, 34, 27), (54, 27, 54), turn_deg=-52) - 2)
    # The retroperitoneum: spine, psoas and the fat beside them.
    free = np.minimum(free, (26 - 0.12 * np.abs(x)) - y)
    # The lesser omentum and the porta stay free of bowel.
    return np.where((x < 30) & (z > -40), -20, free)


def _mesenteric_vessels(loops: list[Loop], rng: np.random.Generator) -> np.ndarray:
    """Arcades: each loop is fed from the root of the mesentery by two or three thin vessels."""
    root = smooth_path(SMV, 6)
    segments = []
    for loop in loops:
        for _ in range(3):
            goal = loop.path[rng.integers(len(loop.path)), :3]
            near = root[np.argmin(np.abs(root[:, 2] - (goal[2] + 18)))]
            bend = (near[:3] + goal) / 2 + rng.normal(0, 9, 3)
            radius = rng.uniform(1.2, 2.2)
            path = smooth_path(
                [(*near[:3], radius), (*bend, 0.85 * radius), (*goal, 0.5 * radius)], 5
            )
            segments.append(tubes_of(path))
    return np.vstack(segments) if segments else np.zeros((0, 8))


def paint_mesentery(canvas: Canvas, bowel: Bowel) -> None:
    canvas.paint_tubes(bowel.mesentery, canvas.enhanced.small_vessel)


def paint_small_bowel(canvas: Canvas, bowel: Bowel) -> None:
    """Feathery folds, fluid or a little gas on top."""
    for loop in bowel.loops:
        path = loop.path
        reach = path[:, 3].max()
        if path[:, 2].min() - reach > canvas.z_range[1] + 2:
            continue
        if path[:, 2].max() + reach < canvas.z_range[0] - 2:
            continue
        patch = canvas.patch(box_of(path, 3))
        if patch is None:
            continue
        distance: np.ndarray = np.full(patch.x.shape, 40.0, dtype=np.float32)
        for segment in tubes_of(path):
            distance = np.minimum(
                distance, round_cone(patch.x, patch.y, patch.z, segment[:4], segment[4:])
            )
        fold = canvas.crop(canvas.texture("mid", 18), patch)
        fine = canvas.crop(canvas.texture("fine", 9), patch)
        distance = distance + 1.0 * fold
        canvas.paint(patch, distance, canvas.enhanced.gut_wall)
        lumen = distance + loop.wall_mm + 1.5 * np.abs(fine)
        content = loop.fluid_hu + 10 * fold
        if loop.gas:
            level = canvas.y_mm[patch.rows, None] - (float(path[:, 1].mean()) - 2.0)
            content = content + canvas.coverage(level) * (hu.GUT_GAS - content)
        canvas.paint(patch, lumen, content)


def paint_colon(canvas: Canvas) -> None:
    """Haustra; mottled stool with gas bubbles, and free gas in front."""
    patch = canvas.patch(box_of(COLON, 4))
    if patch is None:
        return
    bump = canvas.crop(canvas.texture("coarse", 1), patch)
    fold = canvas.crop(canvas.texture("mid", 19), patch)
    distance = path_distance(canvas, patch, COLON) + 2.4 * bump + 1.1 * fold
    if distance.min() > 1:
        return
    fine = canvas.crop(canvas.texture("fine", 10), patch)
    stool = 32 + 14 * fold
    bubbles = smooth_step(fine + 0.45 * fold, 0.55, 1.5)
    content = stool - 620 * bubbles
    gas = smooth_step(-(patch.y + 58 + 9 * bump), -3.0, 3.0) * smooth_step(bump, -0.6, 0.0)
    content = content + gas * (hu.GUT_GAS - content)
    canvas.paint(patch, distance, canvas.enhanced.gut_wall - 14)
    canvas.paint(patch, distance + 2.3, content)
