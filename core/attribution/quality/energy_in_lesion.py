"""How much of the heat lies in the lesion: does the map show the finding?"""

from __future__ import annotations

from core.attribution.overlap import heat_overlap
from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Light, Measure
from core.attribution.quality.thresholds import light_of_skill, skill
from core.labels import NORMAL

NAME, TITLE = "energy_in_lesion", "Heat in the lesion"
REFERENCE = "Wang et al., Score-CAM (energy-based pointing game), CVPR Workshops 2020"


def energy_in_lesion(case: Case) -> Measure:
    """Sum of the heat in the lesion mask over its sum on the slice.

    Chance is the lesion's share of the liver, as for heat spread evenly over the liver: a map that
    merely shows "the liver" has not found the lesion.
    """
    overlap = heat_overlap(case.heat, case.mask)
    value, chance = overlap.energy_in_lesion, overlap.lesion_share_of_liver
    light: Light = "none"
    if not case.heat.any():
        reading = sentences.no_heat(case.target_words)
    elif value is None or chance is None:
        reading = sentences.no_lesion_in_mask()
    elif case.target == NORMAL:
        reading = sentences.irrelevant_for_normal(sentences.heat_in_lesion_alone(value))
    elif chance == 1.0:
        reading = sentences.whole_liver_is_lesion()
    else:
        light = light_of_skill(skill(value, chance, 1.0))
        reading = sentences.heat_in_lesion(value, chance)
    chance = chance if value is not None else None
    return Measure(NAME, TITLE, value, "share of the heat", reading, light, REFERENCE, chance)
