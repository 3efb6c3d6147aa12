"""Deletion: does the score fall when the hottest pixels are removed first?"""

from __future__ import annotations

from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.removal import (
    SHARES,
    area_under,
    chance_area,
    removal_curve,
)
from core.attribution.quality.thresholds import MIN_RANGE, light_of_skill, skill

NAME, TITLE = "deletion_auc", "Deletion"
REFERENCE = "Petsiuk et al., RISE, BMVC 2018"


def deletion(case: Case) -> Measure:
    """Area under the target's probability while the hottest pixels are replaced first; low is
    good.

    As in Petsiuk et al., except that the canvas is a blurred slice instead of grey: a uniform hole
    in a CT looks like a lesion itself (`Case.canvas`).
    """
    curve = removal_curve(case, case.field)
    value, chance = area_under(curve), chance_area(case)
    canvas, _, empty = case.canvas
    gained = skill(value, chance, empty, MIN_RANGE) if chance > empty else None
    light = light_of_skill(gained)
    if light == "none":
        reading = sentences.deletion_unanswered(case.target_words, case.whole_probability, empty)
    else:
        reading = sentences.deletion_result(light, case.target_words, value, chance)
    return Measure(
        NAME,
        TITLE,
        value,
        "mean probability",
        reading,
        light,
        REFERENCE,
        chance,
        (SHARES.copy(), curve),
        {"canvas": canvas, "skill": gained},
    )
