"""Ribs, costal cartilage, sternum and spine, cut obliquely as a scanner cuts them."""

from __future__ import annotations

import numpy as np

from core.phantom import attenuation as hu
from core.phantom.canvas import Canvas
from core.phantom.geometry import Point, round_cone, smooth_step, superellipse
from core.phantom.torso import ANGLES_DEG, FROM_BACK_DEG
from core.phantom.variation import Variation
from core.phantom.wall import TorsoField

#: Rib: (atlas z of its neck, fall in mm per degree from back to front, degrees where bone ends,
#: degrees where its cartilage ends).
RIBS: dict[int, tuple[float, float, float, float]] = {
    12: (12.0, 1.30, 60, 60),
    11: (40.0, 1.00, 95, 97),
    10: (67.0, 0.86, 124, 150),
    9: (94.0, 0.79, 134, 158),
    8: (121.0, 0.76, 140, 166),
    7: (148.0, 0.74, 147, 174),
    6: (176.0, 0.73, 152, 174),
    5: (203.0, 0.73, 155, 174),
}
RIB_HALF_HEIGHT_MM, RIB_HALF_THICKNESS_MM = 6.3, 3.6
VERTEBRA_SPACING_MM = 29.0


def paint_ribs(canvas: Canvas, torso: TorsoField) -> None:
    """Each rib is a bar that follows the cage and falls forwards, so a slice cuts it obliquely."""
    v = canvas.variation
    depth = torso.cavity
    rows, columns = np.nonzero((depth > -2) & (depth < 14))
    if len(rows) == 0:
        return
    depth = depth[rows, columns]
    z = canvas.z[rows, columns]
    index = torso.index[rows, columns]
    grain = canvas.texture("fine", 3)[rows, columns]
    values = canvas.hu[rows, columns]
    side_shift = np.where(ANGLES_DEG > 0, 2.5, -1.5) + v.rib_shift_mm
    for neck_z, fall, bone_end, cartilage_end in RIBS.values():
        fall = fall * v.rib_slope
        along = neck_z + side_shift - fall * (FROM_BACK_DEG - 20)
        tip = neck_z + side_shift - fall * (bone_end - 20)
        rising = tip + 0.95 * (FROM_BACK_DEG - bone_end)
        angle = FROM_BACK_DEG
        bone = np.where((angle > 19) & (angle < bone_end), along, 1e4)
        gristle = np.where((angle >= bone_end - 2) & (angle < cartilage_end), rising, 1e4)
        bar = _Bar(canvas, z - gristle.astype(np.float32)[index], depth - 5.6, 7.0, 4.8)
        values = bar.mix(values, 0.0, hu.CARTILAGE + 12 * grain)
        bar = _Bar(
            canvas,
            z - bone.astype(np.float32)[index],
            depth - 5.0,
            RIB_HALF_HEIGHT_MM,
            RIB_HALF_THICKNESS_MM,
        )
        values = bar.mix(values, 0.0, hu.CORTICAL_BONE)
        values = bar.mix(values, 1.25, hu.RIB_MARROW + 45 * grain)
    canvas.hu[rows, columns] = values


class _Bar:
    """Distance to an elliptic bar given the offsets from its axis, and its partial volume."""

    def __init__(
        self,
        canvas: Canvas,
        dz: np.ndarray,
        dr: np.ndarray,
        half_height: float,
        half_thickness: float,
    ) -> None:
        u, v = dz / half_height, dr / half_thickness
        k = np.sqrt(u * u + v * v) + 1e-6
        gz, gr = np.abs(u) / (half_height * k), np.abs(v) / (half_thickness * k)
        slope = np.hypot(gz, gr) + 1e-6
        # The bar leans about 20 degrees: its top and bottom are seen through the thickness.
        self.distance = np.minimum((k - 1) / slope, 50)
        lean = gz / slope * max(canvas.thickness_mm - canvas.pixel_mm, 0.0)
        self.ramp = canvas.pixel_mm + lean

    def mix(
        self, values: np.ndarray | float, depth_mm: float, new: np.ndarray | float
    ) -> np.ndarray:
        alpha = np.minimum(np.maximum(0.5 - (self.distance + depth_mm) / self.ramp, 0), 1)
        return values + alpha * (new - values)


def paint_sternum(canvas: Canvas, torso: TorsoField) -> None:
    """Xiphoid and, higher, the lower end of the sternal body."""
    patch = canvas.patch((-30, 30, -110, -70))
    if patch is None or canvas.z_range[1] < 44:
        return
    depth = canvas.crop(torso.cavity, patch)
    z = patch.z
    half_width = 5 + 13 * smooth_step(z, 55.0, 95.0)
    distance = (np.sqrt((patch.x / half_width) ** 2 + ((depth - 7.0) / 4.6) ** 2) - 1) * np.float32(
        4.6
    )
    distance = np.maximum(distance, 48 - z)
    grain = canvas.crop(canvas.texture("fine", 3), patch)
    canvas.paint_upright(patch, distance, hu.VERTEBRAL_CORTEX)
    canvas.paint_upright(patch, distance + 1.2, hu.RIB_MARROW - 60 + 40 * grain)


def vertebra_phase(z: float, variation: Variation) -> tuple[float, float]:
    """(mm above the middle of the nearest vertebral body, its middle) at atlas height z."""
    first = 2.0 + variation.vertebra_shift_mm
    middle = first + VERTEBRA_SPACING_MM * np.round((z - first) / VERTEBRA_SPACING_MM)
    return float(z - middle), float(middle)


def paint_spine(canvas: Canvas) -> None:
    """Body with endplates and disc, pedicles, lamina, facets, processes, the thecal sac."""
    v = canvas.variation
    patch = canvas.patch((-62, 62, 12, 116))
    if patch is None:
        return
    x, y = patch.x, patch.y
    # The spine bends little: one phase for the whole slice.
    z = float(np.median(patch.z))
    dz, middle = vertebra_phase(z, v)
    thoracic = float(smooth_step(middle, -10.0, 40.0))
    grain = canvas.crop(canvas.texture("fine", 4), patch)
    trabeculae = canvas.crop(canvas.texture("grain", 0), patch)
    wobble = 0.7 * canvas.crop(canvas.texture("mid", 8), patch)
    marrow = hu.VERTEBRAL_MARROW + 9 * grain + 20 * trabeculae

    canvas.paint_upright(patch, superellipse(x, y, (0, 63), (11.5, 10), 2.2), -60.0)
    body = _body_outline(x, y, dz, thoracic) + wobble
    canvas.paint_upright(patch, body + 1.0, hu.DISC + 6 * grain)
    half = 11.6
    solid = np.maximum(body, abs(dz) - half)
    shell = 0.8 + 0.25 * canvas.crop(canvas.texture("mid", 9), patch)
    endplate = np.maximum(solid, (half - 2.2) - abs(dz)) - 0.1
    canvas.paint_upright(patch, solid, hu.VERTEBRAL_CORTEX)
    canvas.paint_upright(patch, solid + shell, marrow)
    canvas.paint_upright(patch, np.maximum(endplate, body + 2), 300 + 25 * grain + 20 * trabeculae)
    if abs(dz) < 4:
        vein = superellipse(x, y, (0, 50), (1.4, 6), 2)
        canvas.paint_upright(patch, np.maximum(vein, abs(dz) - 4), 110.0)

    arch = _posterior_arch(np.abs(x), y, dz, thoracic) + 0.6 * wobble
    canvas.paint_upright(patch, arch, hu.CORTICAL_BONE)
    canvas.paint_upright(patch, arch + 1.5, hu.VERTEBRAL_MARROW + 60 + 40 * grain)
    canvas.paint_upright(patch, superellipse(x, y, (0, 62.5), (9.3, 7.8), 2.1), hu.THECAL_SAC)
    cord = superellipse(x, y, (0, 62), (5.0, 3.8), 2)
    canvas.paint_upright(patch, np.maximum(cord, -30 - z), hu.THECAL_SAC + 13)


def _body_outline(x: np.ndarray, y: np.ndarray, dz: float, thoracic: float) -> np.ndarray:
    """Kidney-shaped in the plane, waisted between its endplates."""
    flare = min(abs(dz) / 12, 1.15) ** 2
    half_width = 22.5 - 3.2 * thoracic + 2.4 * flare
    half_depth = 16.0 - 0.2 * thoracic + 1.4 * flare
    outline = superellipse(x, y, (0, 38), (half_width, half_depth), 2.3)
    # The canal hollows the back of the body.
    hollow = superellipse(x, y, (0, 63.5), (13, 10.5), 2)
    return np.maximum(outline, -hollow)


def _posterior_arch(x: np.ndarray, y: np.ndarray, dz: float, thoracic: float) -> np.ndarray:
    """Arch of one half (x >= 0), mirrored by the caller. `dz` is the height over the body."""

    def bar(start: Point, end: Point, low: float, high: float) -> np.ndarray:
        reach = max(low - dz, dz - high, 0.0)
        thin = reach * 1.1
        d = round_cone(x, y, 0.0, (start[0], start[1], 0, start[2]), (end[0], end[1], 0, end[2]))
        return d + thin

    parts = [
        bar((15.5, 52, 4.2), (17.5, 66, 5.0), -1.0, 10.0),  # pedicle
        bar((15.5, 69, 5.0), (3.0, 79, 3.6), -13.0, 3.0),  # lamina
        bar((16.0, 69, 5.6), (16.5, 72, 5.6), -17.0, -7.0),  # facet joint
        bar((17.0, 67, 4.6), (35 + 2 * thoracic, 74 - 9 * (1 - thoracic), 3.0), 0.0, 7.0),
        bar((0.0, 80, 3.2), (0.0, 97, 3.0 + 0.8 * (1 - thoracic)), -16.0, -1.0 - 5 * thoracic),
    ]
    if thoracic > 0.3:  # neck of the rib
        parts.append(bar((23, 52, 3.4), (37, 70, 3.8), 5.0, 13.0))
    return np.minimum.reduce(parts)
