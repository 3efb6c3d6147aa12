"""How much of a heatmap lies on the lesion, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.labels import BACKGROUND_CODE, LESION_CODES


@dataclass(frozen=True)
class Overlap:
    """Agreement of a heatmap with the mask of the same slice.

    None means undefined: no heat at all, no liver, or no lesion on the slice.
    """

    #: Share of the heat that lies in the lesions, 0..1.
    energy_in_lesion: float | None
    #: Share of the heat that lies in the liver, lesions included, 0..1.
    energy_in_liver: float | None
    #: Share of the liver's area that is lesion, 0..1: `energy_in_lesion` over `energy_in_liver`
    #: for evenly spread heat.
    lesion_share_of_liver: float | None
    #: The pointing game: whether the hottest pixel lies in a lesion.
    peak_in_lesion: bool | None


def heat_overlap(heatmap: np.ndarray, mask: np.ndarray) -> Overlap:
    """Compare `heatmap` (y, x), >= 0, with `mask` (y, x), codes of `core.labels`.

    Energy: Wang et al. 2020, "Score-CAM", energy-based pointing game. Pointing game: Zhang et al.
    2018, "Top-down neural attention by excitation backprop", without tolerance.
    """
    liver = mask != BACKGROUND_CODE
    lesion = mask >= min(LESION_CODES)
    heat = float(heatmap.sum(dtype=np.float64))
    has_heat, has_lesion = heat > 0, bool(lesion.any())
    return Overlap(
        energy_in_lesion=_share(heatmap, lesion, heat) if has_heat and has_lesion else None,
        energy_in_liver=_share(heatmap, liver, heat) if has_heat and liver.any() else None,
        lesion_share_of_liver=float(lesion.sum() / liver.sum()) if liver.any() else None,
        peak_in_lesion=(
            bool(lesion.flat[int(heatmap.argmax())]) if has_heat and has_lesion else None
        ),
    )


def _share(heatmap: np.ndarray, region: np.ndarray, heat: float) -> float:
    return float(heatmap[region].sum(dtype=np.float64) / heat)
