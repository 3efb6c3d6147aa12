"""Spleen, kidneys, adrenals, stomach, duodenum, pancreas, gallbladder, oesophagus."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from core.phantom import attenuation as hu
from core.phantom.canvas import Canvas, Patch
from core.phantom.geometry import (
    Point,
    ellipsoid,
    round_cone,
    smooth_max,
    smooth_min,
    smooth_path,
    smooth_step,
)
from core.phantom.wall import TorsoField

GALLBLADDER = [(-27, -29, 0, 3.0), (-33, -36, -8, 6.5), (-42, -49, -20, 12.5),
               (-50, -60, -32, 15), (-55, -68, -42, 13)]  # fmt: skip
STOMACH = [
    (46, 6, 46, 27),
    (58, -6, 32, 37),
    (67, -20, 10, 31),
    (64, -36, -10, 25),
    (42, -54, -24, 20),
    (14, -54, -26, 16),
    (-8, -46, -22, 12.5),
    (-22, -38, -18, 9.5),
]
OESOPHAGUS = [(4, 2, 175, 7), (6, 4, 110, 7.5), (9, 3, 75, 8), (16, 0, 58, 8.5), (34, 2, 46, 9),
              (50, 6, 40, 10)]  # fmt: skip
DUODENUM = [
    (-24, -37, -19, 11),
    (-36, -26, -22, 13),
    (-40, -10, -34, 12.5),
    (-39, 2, -52, 12.5),
    (-30, 6, -68, 12),
    (-8, 0, -72, 10.5),
    (14, -2, -68, 11),
    (30, -10, -56, 12),
]
PANCREAS = [(-20, -6, -46, 10), (-22, -10, -34, 14), (-14, -20, -22, 13), (-2, -27, -12, 9.5),
            (18, -24, -3, 9.5), (38, -12, 3, 10), (58, 2, 9, 10), (76, 18, 17, 9)]  # fmt: skip
LEFT_ADRENAL = [[(26, 10, 30, 1.5), (30, 16, 18, 1.7), (33, 22, 6, 1.4)],
                [(29, 13, 22, 1.5), (38, 22, 8, 1.3)]]  # fmt: skip
RIGHT_ADRENAL = [[(-24, 18, 34, 1.4), (-28, 27, 22, 1.6), (-33, 38, 12, 1.3)]]
RIGHT_KIDNEY = (-57.0, 37.0, -42.0)
LEFT_KIDNEY = (56.0, 38.0, -28.0)
KIDNEY_SEMI_AXES_MM = (27.0, 24.0, 54.0)
#: Fat between the right kidney and the liver, mm.
PERIRENAL_FAT_MM = 3.0


#: Farther than this from a path (mm) its distance is seldom of use.
FAR_MM = 10.0


def path_distance(
    canvas: Canvas,
    patch: Patch,
    points: ArrayLike,
    *,
    scale: float = 1.0,
    squash_y: float = 1.0,
    far_mm: float = FAR_MM,
) -> np.ndarray:
    """Distance to a smooth tube through (x, y, z, radius) points, radii times `scale`.

    At most `far_mm`: farther off it is not worked out.
    """
    path = smooth_path(points, 3)
    path[:, 3] *= scale
    distance = np.full(patch.x.shape, far_mm, dtype=np.float32)
    low, high = canvas.z_range[0] - far_mm, canvas.z_range[1] + far_mm
    for start, end in pairwise(path):
        reach = max(start[3], end[3]) + far_mm
        if min(start[2], end[2]) - reach > high or max(start[2], end[2]) + reach < low:
            continue
        near = canvas.patch(box_of((start, end), far_mm))
        part = near and patch.overlap(near)
        if not part:
            continue
        piece = round_cone(
            patch.x[part], patch.y[part], patch.z[part], start, end, squash_y=squash_y
        )
        distance[part] = smooth_min(distance[part], piece, 3.0)
    return distance


def box_of(points: ArrayLike, margin: float) -> tuple[float, float, float, float]:
    points = np.asarray(points)
    low, high = points.min(axis=0), points.max(axis=0)
    reach = points[:, 3].max() + margin
    return low[0] - reach, high[0] + reach, low[1] - reach, high[1] + reach


def gallbladder_distance(canvas: Canvas, patch: Patch, far_mm: float = FAR_MM) -> np.ndarray:
    bump = 0.8 * canvas.crop(canvas.texture("coarse", 6), patch)
    return (
        path_distance(canvas, patch, GALLBLADDER, scale=canvas.variation.gallbladder, far_mm=far_mm)
        + bump
    )


def paint_gallbladder(canvas: Canvas) -> None:
    patch = canvas.patch(box_of(GALLBLADDER, 4))
    if patch is None:
        return
    distance = gallbladder_distance(canvas, patch)
    canvas.paint(patch, distance - 1.1, canvas.enhanced.gallbladder_wall)
    canvas.paint(patch, distance, hu.GALLBLADDER_BILE)


def kidney_distance(canvas: Canvas, patch: Patch, centre: Point) -> np.ndarray:
    """Outer surface of a kidney: its long axis leans outwards and forwards going down."""
    side = -1.0 if centre[0] < 0 else 1.0
    size = canvas.variation.kidney
    dz = patch.z - centre[2]
    x = patch.x + side * 0.16 * dz
    y = patch.y - 0.14 * dz
    distance = ellipsoid(
        x,
        y,
        patch.z,
        centre,
        tuple(size * a for a in KIDNEY_SEMI_AXES_MM),
        turn_deg=-side * 32,
    )
    return distance + 1.0 * canvas.crop(canvas.texture("coarse", 7), patch)


def paint_kidneys(canvas: Canvas) -> None:
    """Cortex, paler pyramids, and the fat and vessels of the sinus."""
    for centre in (RIGHT_KIDNEY, LEFT_KIDNEY):
        patch = canvas.patch((centre[0] - 42, centre[0] + 42, centre[1] - 40, centre[1] + 40))
        if patch is None or abs(np.median(patch.z) - centre[2]) > 66:
            continue
        side = -1.0 if centre[0] < 0 else 1.0
        distance = kidney_distance(canvas, patch, centre)
        dz = patch.z - centre[2]
        wobble = canvas.crop(canvas.texture("mid", 10), patch)
        fine = canvas.crop(canvas.texture("mid", 11), patch)
        # The sinus opens medially and forwards, and leans as the kidney does.
        x = patch.x + side * (15 + 0.16 * dz)
        y = patch.y + 9 - 0.14 * dz
        sinus = ellipsoid(
            x,
            y,
            patch.z,
            centre,
            (17, 8.5, 27),
            turn_deg=side * 32,
        )
        sinus = sinus + 2.6 * wobble
        distance = smooth_max(distance, -(sinus + 1.0), 4.0)
        depth = -distance
        medulla = smooth_step(depth, 5.5, 7.0) * smooth_step(fine + 0.6 * wobble, -0.5, 0.1)
        own = canvas.enhanced
        tissue = own.renal_cortex + (own.renal_medulla - own.renal_cortex) * medulla
        canvas.paint(patch, distance, tissue)
        pelvis = ellipsoid(
            x + side * 4,
            y + 2,
            patch.z,
            centre,
            (9, 3.4, 13),
            turn_deg=side * 32,
        )
        canvas.paint(patch, pelvis + 1.2 * fine, 34.0)


def paint_spleen(canvas: Canvas, torso: TorsoField, above: np.ndarray) -> None:
    """A crescent moulded between diaphragm, stomach and kidney."""
    patch = canvas.patch((40, 150, -40, 90))
    if patch is None:
        return
    size = canvas.variation.spleen
    bump = canvas.crop(canvas.texture("coarse", 8), patch)
    body = ellipsoid(
        patch.x,
        patch.y,
        patch.z,
        (104, 32, 29),
        (54 * size, 31 * size, 54 * size),
        turn_deg=-52,
    )
    hilum = ellipsoid(patch.x, patch.y, patch.z, (62, -2, 24), (41, 31, 90), turn_deg=-25)
    kidney = ellipsoid(patch.x, patch.y, patch.z, (52, 42, -22), (31, 28, 60))
    distance = smooth_max(body, -hilum, 7.0)
    distance = smooth_max(distance, -kidney, 5.0)
    distance = smooth_max(distance, canvas.crop(torso.cavity, patch) + 2.6, 4.0)
    distance = smooth_max(distance, canvas.crop(above, patch) + 2.4, 4.0)
    tissue = canvas.enhanced.spleen + 2.0 * canvas.crop(canvas.texture("mid", 12), patch)
    canvas.paint(patch, distance + 0.9 * bump, tissue)


def paint_adrenals(canvas: Canvas) -> None:
    for limb in (*LEFT_ADRENAL, *RIGHT_ADRENAL):
        patch = canvas.patch(box_of(limb, 2))
        if patch is not None:
            canvas.paint(patch, path_distance(canvas, patch, limb), canvas.enhanced.adrenal)


def paint_stomach(canvas: Canvas, above: np.ndarray) -> None:
    """Wall with folds, food and fluid behind, gas in front of a level plane."""
    v = canvas.variation
    patch = canvas.patch(box_of(STOMACH, 6))
    if patch is None:
        return
    fold = canvas.crop(canvas.texture("mid", 13), patch)
    bump = canvas.crop(canvas.texture("coarse", 9), patch)
    distance = path_distance(canvas, patch, STOMACH, scale=v.stomach) + 2.0 * bump
    distance = smooth_max(distance, canvas.crop(above, patch) + 3.0, 4.0)
    wall = 3.6 + 1.5 * fold
    food = hu.GUT_FLUID + 9 * canvas.crop(canvas.texture("mid", 14), patch)
    food = food + 8 * canvas.crop(canvas.texture("fine", 5), patch)
    # Gravity is the world's: the level is flat in y whatever the body's bend.
    level = canvas.y_mm[patch.rows, None] - v.stomach_gas_y_mm
    edge = canvas.coverage(level)
    content = food + edge * (hu.GUT_GAS - food)
    canvas.paint(patch, distance, canvas.enhanced.gut_wall)
    canvas.paint(patch, distance + wall, content)


def paint_oesophagus(canvas: Canvas) -> None:
    patch = canvas.patch(box_of(OESOPHAGUS, 3))
    if patch is None:
        return
    distance = path_distance(canvas, patch, OESOPHAGUS, squash_y=1.25)
    canvas.paint(patch, distance, hu.OESOPHAGUS)
    lumen = distance + 5.6 + 1.2 * canvas.crop(canvas.texture("coarse", 10), patch)
    canvas.paint(patch, lumen, 5.0)


def paint_duodenum(canvas: Canvas) -> None:
    patch = canvas.patch(box_of(DUODENUM, 4))
    if patch is None:
        return
    fold = canvas.crop(canvas.texture("mid", 15), patch)
    distance = path_distance(canvas, patch, DUODENUM) + 0.9 * fold
    canvas.paint(patch, distance, canvas.enhanced.gut_wall)
    content = hu.GUT_FLUID + 12 + 14 * canvas.crop(canvas.texture("fine", 6), patch)
    canvas.paint(patch, distance + 3.2 + 1.2 * fold, content)


def paint_pancreas(canvas: Canvas) -> None:
    """Lobulated: fat reaches in between the lobules."""
    patch = canvas.patch(box_of(PANCREAS, 4))
    if patch is None:
        return
    lobules = canvas.crop(canvas.texture("mid", 16), patch)
    fine = canvas.crop(canvas.texture("fine", 7), patch)
    distance = path_distance(canvas, patch, PANCREAS, squash_y=1.12) + 1.7 * lobules + 0.5 * fine
    clefts = smooth_step(fine + 0.7 * lobules, 1.3, 2.0)
    canvas.paint(patch, distance, canvas.enhanced.pancreas - 95 * clefts + 4 * fine)
