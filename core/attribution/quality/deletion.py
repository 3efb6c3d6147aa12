"""Deletion: does the score fall when the hottest pixels are taken away first?"""

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

NAME, TITLE = "deletion_auc", "Deletion"
REFERENCE = "Petsiuk et al., RISE, BMVC 2018"
FASTER = {
    "green": "lowers {p} much faster than taking them away at random",
    "amber": "lowers {p} a little faster than taking them away at random",
    "red": "lowers {p} no faster than taking them away at random",
}


def deletion(case: Case) -> Measure:
    """Area under the target's probability while the hottest pixels are replaced first; low is
    good.

    As Petsiuk et al., but the canvas is a blurred slice where they take grey: a hole of one value
    in a CT looks like a lesion itself (`Case.canvas`).
    """
    curve = removal_curve(case, case.field)
    value, chance = area_under(curve), chance_area(case)
    canvas, _, empty = case.canvas
    gained = skill(value, chance, empty, LEAST_ROOM) if chance > empty else None
    light = light_of_skill(gained)
    if light == "none":
        reading = (
            f"No answer: {case.target_words} is {case.whole_probability:.2f} on the slice and "
            f"{empty:.2f} without its detail, too little of a fall to tell orders apart."
        )
    else:
        words = FASTER[light].format(p=case.target_words)
        reading = (
            f"Taking the hottest pixels away first {words} (area {value:.2f}, at random "
            f"{chance:.2f}; lower is better)."
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
