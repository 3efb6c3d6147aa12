"""How much of the heat lies in the lesion: does the map show the finding?"""

from __future__ import annotations

from core.attribution.overlap import heat_overlap
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import light_of_skill, skill
from core.labels import NORMAL

NAME, TITLE = "energy_in_lesion", "Heat in the lesion"
REFERENCE = "Wang et al., Score-CAM (energy-based pointing game), CVPR Workshops 2020"


def energy_in_lesion(case: Case) -> Measure:
    """Sum of the heat in the lesion mask over its sum on the slice.

    Chance is the lesion's share of the liver, what heat spread evenly over the liver would reach:
    a map that shows no more than "the liver" has not found the lesion.
    """
    overlap = heat_overlap(case.heat, case.mask)
    value, chance = overlap.energy_in_lesion, overlap.lesion_share_of_liver
    light = "none"
    if not case.heat.any():
        reading = f"There is no heat for {case.target_words} on this slice."
    elif value is None:
        reading = "The mask holds no lesion on this slice."
    elif case.target == NORMAL:
        reading = f"{value:.0%} of the heat lies in the lesion, of which 'normal' says nothing."
    elif chance == 1.0:
        reading = "The mask calls the whole liver a lesion here, so any map in the liver would do."
    else:
        light = light_of_skill(skill(value, chance, 1.0))
        reading = (
            f"{value:.0%} of the heat lies in the lesion; spread evenly over the liver it would "
            f"be {chance:.1%}."
        )
    chance = chance if value is not None else None
    return Measure(NAME, TITLE, value, "share of the heat", reading, light, REFERENCE, chance)
