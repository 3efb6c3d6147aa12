"""Insertion: does the score rise when the hottest pixels are put back first?"""

from __future__ import annotations

from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.removal import (
    SHARES,
    area_under,
    chance_area,
    removal_curve,
)
from core.attribution.quality.thresholds import LEAST_ROOM, light_of_skill, skill

NAME, TITLE = "insertion_auc", "Insertion"
REFERENCE = "Petsiuk et al., RISE, BMVC 2018"
FASTER = {
    "green": "brings {p} back much faster than putting them back at random",
    "amber": "brings {p} back a little faster than putting them back at random",
    "red": "brings {p} back no faster than putting them back at random",
}


def insertion(case: Case) -> Measure:
    """Area under the target's probability while the hottest pixels of the slice are put on the
    canvas first; high is good. The canvas is a blurred slice, as in Petsiuk et al. (`Case.canvas`
    says when it is not)."""
    curve = removal_curve(case, case.field, insert=True)
    value, chance = area_under(curve), chance_area(case)
    canvas, _, empty = case.canvas
    whole = case.whole_probability
    gained = skill(value, chance, whole, LEAST_ROOM) if whole > chance else None
    light = light_of_skill(gained)
    if light == "none":
        reading = (
            f"No answer: {case.target_words} is {whole:.2f} on the slice and {empty:.2f} without "
            "its detail, too little of a rise to tell orders apart."
        )
    else:
        words = FASTER[light].format(p=case.target_words)
        reading = (
            f"Putting the hottest pixels back first {words} (area {value:.2f}, at random "
            f"{chance:.2f}; higher is better)."
        )
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
