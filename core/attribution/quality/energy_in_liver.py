"""How much of the heat lies in the liver: does the map show the organ that is in question?"""

from __future__ import annotations

import numpy as np

from core.attribution.overlap import heat_overlap
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import light_of_skill, skill
from core.labels import BACKGROUND_CODE

NAME, TITLE = "energy_in_liver", "Heat in the liver"
REFERENCE = "Wang et al., Score-CAM (energy-based pointing game), CVPR Workshops 2020"


def energy_in_liver(case: Case) -> Measure:
    """Sum of the heat in the liver, lesions included, over its sum on the slice.

    Chance is the liver's share of the body on this slice, what heat spread evenly over the
    patient would reach.
    """
    value = heat_overlap(case.heat, case.mask).energy_in_liver
    chance, light = None, "none"
    if not case.heat.any():
        reading = f"There is no heat for {case.target_words} on this slice."
    elif value is None:
        reading = "The mask holds no liver on this slice."
    else:
        liver = case.mask != BACKGROUND_CODE
        chance = float(np.count_nonzero(liver) / np.count_nonzero(liver | case.body_on_ct))
        light = light_of_skill(skill(value, chance, 1.0))
        reading = (
            f"{value:.0%} of the heat lies in the liver; spread evenly over the body it would be "
            f"{chance:.0%}."
        )
        if chance == 1.0:
            reading = "The mask calls the whole body liver here, so any map in the body would do."
    return Measure(NAME, TITLE, value, "share of the heat", reading, light, REFERENCE, chance)
