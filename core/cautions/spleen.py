"""The spleen: even soft tissue to the left of the spine, at the side, and its HU."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.cautions.consensus import agreed_hu
from core.cautions.levels import PIXEL_MM, Levels

#: Where it is looked for, from the centre of the spinal canal, mm: this far to the left and
#: beyond (the kidney lies nearer), and between these to the front (the stomach lies farther).
TO_LEFT_MM = 62.0
TO_FRONT_MM = (-25.0, 75.0)
#: HU of soft tissue and blood, from unenhanced to arterial.
TISSUE_HU = (20.0, 240.0)
#: Taken off its rim, mm, so that the muscles of the chest wall vanish.
RIM_MM = 7.5
#: What is left of it on a level covers at least this, mm².
LEAST_MM2 = 250.0
#: The lowest levels are left out, as a share: there lie kidney and colon.
LOWEST_SHARE = 0.3


def spleen_hu(levels: Levels, canal: tuple[float, float]) -> float | None:
    """Median HU of the spleen over the levels, or None where it was not found on enough of them.

    Args:
        canal: (row, column) from `spine.canal_centre`.
    """
    first = int(LOWEST_SHARE * len(levels.hu))
    return agreed_hu(
        [
            _on_level(hu, liver, canal)
            for hu, liver in zip(levels.hu[first:], levels.liver[first:], strict=True)
        ]
    )


def _on_level(hu: np.ndarray, liver: np.ndarray, canal: tuple[float, float]) -> float | None:
    """Median HU of the largest piece of tissue in the window, its rim left out."""
    row, column = canal
    top = max(0, round(row - TO_FRONT_MM[1] / PIXEL_MM))
    bottom = max(0, round(row - TO_FRONT_MM[0] / PIXEL_MM))
    left = round(column + TO_LEFT_MM / PIXEL_MM)
    window = hu[top:bottom, left:]
    tissue = (window > TISSUE_HU[0]) & (window < TISSUE_HU[1]) & ~liver[top:bottom, left:]
    steps = round(RIM_MM / PIXEL_MM)
    # A border cut by the window is no rim.
    core = ndimage.binary_erosion(tissue, iterations=steps, border_value=1)
    pieces, count = ndimage.label(core)
    if not count:
        return None
    areas = np.bincount(pieces.ravel())
    areas[0] = 0
    largest = int(areas.argmax())
    if areas[largest] * PIXEL_MM**2 < LEAST_MM2:
        return None
    return float(np.median(window[pieces == largest]))
