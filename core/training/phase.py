"""Another contrast phase out of a portal-venous slice: no contrast, or early arterial.

The training slices are all portal-venous. In an unenhanced liver the veins are darker than the
tissue around them, so that a model that has met only bright veins takes them for lesions. No pair
of phases is at hand to learn the change from; it is drawn as a curve from HU to HU through the
usual attenuations of tissue (unenhanced liver 45-70 HU, blood 35-45 HU, spleen and kidney 30-55
HU; arterial phase: aorta above 180 HU, liver near 70 HU, its veins not yet filled).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import LESION_CODES, LIVER_CODE, UNCERTAIN_CODE

#: The curve is read at the image without its grain (Gaussian, pixels); the grain is added back.
SMOOTHING = 1.2
#: A lesion that ends up with less contrast to the liver than this can't be asked for, HU.
VISIBLE_HU = 6.0
#: Liver level of a slice whose label holds no liver, HU.
USUAL_LIVER = 105.0


def change_phase(
    image: np.ndarray, label: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Redraw one slice without contrast, or (a third of the time) in the arterial phase.

    Args:
        image: (rows, columns) float32, HU clipped to 0..255, portal-venous.
        label: (rows, columns) uint8 codes.

    Returns:
        New (image, label): lesions that the change left with less than `VISIBLE_HU` of contrast
        are uncertain in the new label.
    """
    liver = label == LIVER_CODE
    level = float(np.median(image[liver])) if liver.any() else USUAL_LIVER
    level = max(level, 70.0)
    smooth = ndimage.gaussian_filter(image, SMOOTHING)
    before, after = _curve(level, rng)
    out = image + np.interp(smooth, before, after).astype(np.float32) - smooth
    out = np.clip(out, 0, 255).astype(np.float32)
    return out, _hide_invisible(out, label, liver)


def _curve(level: float, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Nodes of the HU curve; `level` is the liver's own portal-venous HU."""
    liver = rng.uniform(45, 72)
    lesion = liver - 40 * rng.uniform(0.3, 0.6)
    if rng.random() < 0.65:  # no contrast: veins dark, and so is the blood of the large vessels
        vein = liver - rng.uniform(4, 24)
        bright = [vein + rng.uniform(-4, 6), 200.0]
    else:
        vein = liver + rng.uniform(-10, 10)
        bright = [rng.uniform(120, 190), 230.0]
    # Veins stand 15 to 60 HU above a portal-venous liver; the first of them are dark already.
    nodes = [
        (0.0, 0.0),
        (15.0, 14.0),
        (max(20.0, level - 40), max(15.0, lesion)),
        (level, liver),
        (level + 4, liver),
        (level + rng.uniform(14, 22), vein),
        (max(level + 60, 180.0), bright[0]),
        (max(level + 90, 225.0), bright[1]),
        (256.0, 256.0),
    ]
    before, after = zip(*nodes, strict=True)
    return list(before), list(after)


def _hide_invisible(image: np.ndarray, label: np.ndarray, liver: np.ndarray) -> np.ndarray:
    """`label` with the lesions that no longer differ from the liver made uncertain."""
    lesions, count = ndimage.label(np.isin(label, LESION_CODES))
    if not count or not liver.any():
        return label
    usual = float(np.median(image[liver]))
    means = ndimage.mean(image, lesions, range(1, count + 1))
    faint = [i + 1 for i, mean in enumerate(means) if abs(mean - usual) < VISIBLE_HU]
    return np.where(np.isin(lesions, faint), np.uint8(UNCERTAIN_CODE), label) if faint else label
