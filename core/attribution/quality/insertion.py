"""Insertion: does the score rise when the hottest pixels are put back first?"""

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

NAME, TITLE = "insertion_auc", "Insertion"
REFERENCE = "Petsiuk et al., RISE, BMVC 2018"


def insertion(case: Case) -> Measure:
    """Area under the target's probability while the hottest pixels of the slice are put on the
    canvas first; high is good. The canvas is a blurred slice, as in Petsiuk et al.; `Case.canvas`
    gives the exception."""
    curve = removal_curve(case, case.field, insert=True)
    value, chance = area_under(curve), chance_area(case)
    canvas, _, empty = case.canvas
    whole = case.whole_probability
    gained = skill(value, chance, whole, MIN_RANGE) if whole > chance else None
    light = light_of_skill(gained)
    if light == "none":
        reading = sentences.insertion_unanswered(case.target_words, whole, empty)
    else:
        reading = sentences.insertion_result(light, case.target_words, value, chance)
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
