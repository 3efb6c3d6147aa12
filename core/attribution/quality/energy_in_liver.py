"""How much of the heat lies in the liver: does the map show the organ in question?"""

from __future__ import annotations

import numpy as np

from core.attribution.overlap import heat_overlap
from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Light, Measure
from core.attribution.quality.thresholds import light_of_skill, skill
from core.labels import BACKGROUND_CODE

NAME, TITLE = "energy_in_liver", "Heat in the liver"
REFERENCE = "Wang et al., Score-CAM (energy-based pointing game), CVPR Workshops 2020"


def energy_in_liver(case: Case) -> Measure:
    """Sum of the heat in the liver, lesions included, over its sum on the slice.

    Chance is the liver's share of the body on this slice, as for heat spread evenly over the body.
    """
    value = heat_overlap(case.heat, case.mask).energy_in_liver
    chance: float | None = None
    light: Light = "none"
    if not case.heat.any():
        reading = sentences.no_heat(case.target_words)
    elif value is None:
        reading = sentences.no_liver_in_mask()
    else:
        liver = case.mask != BACKGROUND_CODE
        chance = float(np.count_nonzero(liver) / np.count_nonzero(liver | case.body_on_ct))
        light = light_of_skill(skill(value, chance, 1.0))
        reading = sentences.heat_in_liver(value, chance)
        if chance == 1.0:
            reading = sentences.whole_body_is_liver()
    return Measure(NAME, TITLE, value, "share of the heat", reading, light, REFERENCE, chance)
