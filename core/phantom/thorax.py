"""Above the diaphragm: lung bases with vessels, the heart in its fat, and the diaphragm itself."""

from __future__ import annotations

import numpy as np

from core.phantom import attenuation as hu
from core.phantom.canvas import Canvas, Patch, tubes_of
from core.phantom.geometry import ellipsoid, smooth_min, smooth_path, superellipse
from core.phantom.vessels import AORTA, VENA_CAVA
from core.phantom.viscera import OESOPHAGUS, box_of, path_distance
from core.phantom.wall import TorsoField

HEART_MM = (30.0, -34.0, 103.0)
DIAPHRAGM_MM = 2.3
RIGHT_CRUS = [(-11, 15, -55, 4), (-13, 12, -25, 5.5), (-12, 9, 0, 6.5), (-9, 3, 20, 6),
              (0, -2, 36, 4.5)]  # fmt: skip
LEFT_CRUS = [(15, 18, -45, 3), (20, 16, -15, 4.5), (22, 13, 5, 5.5), (22, 5, 24, 5),
             (16, -1, 38, 4)]  # fmt: skip


def lung_vessels(seed: int) -> np.ndarray:
    """(n, 8) tubes that fan out from each hilum into the lung bases."""
    rng = np.random.default_rng([seed, 5])
    segments = []
    for side in (-1, 1):
        for _ in range(80):
            end = np.array([side * rng.uniform(28, 118), rng.uniform(-70, 68), rng.uniform(15, 95)])
            start = np.array([side * rng.uniform(34, 60), rng.uniform(-8, 24), 165.0])
            middle = start + (end - start) * rng.uniform(0.4, 0.6) + rng.normal(0, 7, 3)
            radius = rng.uniform(1.7, 4.2)
            path = smooth_path(
                [(*start, radius), (*middle, 0.75 * radius), (*end, 0.3 * radius)], 4
            )
            segments.append(tubes_of(path))
    return np.vstack(segments)


def paint_diaphragm(canvas: Canvas, torso: TorsoField, above: np.ndarray) -> None:
    """A thin muscle under the lungs and along the lower ribs."""
    inside = np.clip(0.5 - torso.cavity / canvas.pixel_mm, 0, 1)
    muscle = hu.MUSCLE + 4 * canvas.texture("mid", 3)
    sheet = np.abs(above + DIAPHRAGM_MM / 2) - DIAPHRAGM_MM / 2
    canvas.blend(None, inside * canvas.coverage(sheet), muscle)
    lining = np.abs(torso.cavity + 0.7) - 0.8
    costal = torso.table(torso.rings.costal)
    canvas.blend(None, 0.8 * canvas.coverage(lining) * costal * (above < 0), muscle)


def paint_lungs(canvas: Canvas, torso: TorsoField, above: np.ndarray, vessels: np.ndarray) -> None:
    """Aerated lung above the diaphragm, beside the mediastinum; denser towards the back."""
    lung = np.maximum(torso.cavity + 0.8, -above)
    if lung.min() > 2:
        return
    patch = canvas.patch((-75, 75, -40, 90))
    if patch is not None:
        keep_off = canvas.crop(lung, patch)
        np.maximum(keep_off, -_mediastinum(canvas, patch), out=keep_off)
    alpha = canvas.coverage(lung)
    tissue = (
        hu.LUNG + 0.45 * canvas.y + 16 * canvas.texture("mid", 17) + 9 * canvas.texture("fine", 8)
    )
    canvas.blend(None, alpha, tissue)
    canvas.paint_tubes(vessels, canvas.enhanced.small_vessel, fade=canvas.coverage(lung + 0.5))


def _mediastinum(canvas: Canvas, patch: Patch) -> np.ndarray:
    """Soft tissue about the spine, aorta, cava and gullet that the lungs lie against."""
    distance = superellipse(patch.x, patch.y, (0, 42), (26, 24), 2.2)
    for path, margin in ((AORTA, 1.6), (OESOPHAGUS, 2.0), (VENA_CAVA, 1.5)):
        tube = path_distance(canvas, patch, path) - margin
        distance = smooth_min(distance, tube, 9.0)
    return distance + 0.8 * canvas.crop(canvas.texture("coarse", 3), patch)


def paint_crura(canvas: Canvas) -> None:
    for crus in (RIGHT_CRUS, LEFT_CRUS):
        patch = canvas.patch(box_of(crus, 2))
        if patch is not None:
            bump = 0.5 * canvas.crop(canvas.texture("mid", 7), patch)
            canvas.paint(patch, path_distance(canvas, patch, crus, squash_y=0.8) + bump, hu.MUSCLE)


def paint_heart(canvas: Canvas, torso: TorsoField, above: np.ndarray) -> None:
    """Ventricles and right atrium in the pericardial fat, resting on the diaphragm."""
    if canvas.z_range[1] < 48:
        return
    patch = canvas.patch((-55, 115, -100, 30))
    if patch is None:
        return
    x, y, z = patch.x, patch.y, patch.z
    bump = canvas.crop(canvas.texture("coarse", 11), patch)
    heart = ellipsoid(x, y, z, HEART_MM, (64, 42, 45), turn_deg=-33) + 1.8 * bump
    floor = canvas.crop(above, patch)
    chest = canvas.crop(torso.cavity, patch)
    heart = np.maximum(np.maximum(heart, 2.0 - floor), chest + 4.0)
    wedge = np.maximum(
        ellipsoid(x, y, z, (34, -48, 84), (70, 38, 40), turn_deg=-20) + 4 * bump, chest + 1.0
    )
    fat = np.maximum(np.minimum(heart - 4.5, wedge), -floor)
    canvas.paint(patch, fat, hu.VISCERAL_FAT)
    pericardium = np.abs(heart - 2.8) - 0.5
    canvas.blend(patch, 0.6 * canvas.coverage(pericardium), 20.0)
    canvas.paint(patch, heart, canvas.enhanced.myocardium)
    left = ellipsoid(x, y, z, (52, -32, 108), (30, 17, 34), turn_deg=-38) + 0.9 * bump
    right = ellipsoid(x, y, z, (12, -52, 104), (44, 15, 34), turn_deg=-28) + 1.4 * bump
    atrium = ellipsoid(x, y, z, (-18, -28, 101), (20, 25, 28))
    wall = heart + 3.2
    for chamber, margin in ((left, 8.0), (right, 3.0), (atrium, 0.0)):
        inside = np.maximum(np.maximum(chamber, wall - 1.0), heart + margin)
        canvas.paint(patch, inside, canvas.enhanced.blood_pool + 2 * bump, soft_mm=2.0)
