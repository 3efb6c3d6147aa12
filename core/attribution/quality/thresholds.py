"""Where green ends and red begins, and why there.

Hardly any of the papers behind the measures gives a limit: they rank methods. So most lights here
rest on one rule, stated once. A value is held against the one that a map *without skill* reaches
on the same slice (heat spread evenly, pixels in an order by chance, an empty map) and against the
best there can be:

    skill = (value - chance) / (best - chance)

the skill score of forecast verification (Murphy, Monthly Weather Review 1988); Cohen's kappa has
the same form. 1 is perfect, 0 is chance, below 0 is worse than chance. Green from `GREEN_SKILL`,
half of the way; red at chance and below; amber between. That even heat is the bar to pass follows
Adebayo et al. 2018 and Arun et al. 2021, who hold maps against what needs no network.

A light is a reason to look twice, never a proof: green says that this one test found nothing.
"""

from __future__ import annotations

from core.attribution.quality.measure import Light

#: Half of the way from chance to the best there can be.
GREEN_SKILL = 0.5

#: Smallest distance between chance and best, as a probability: where there is less, deletion and
#: insertion can't tell a good map from a poor one.
LEAST_ROOM = 0.05
#: Smallest root mean square change of the score, in logits, that infidelity is worth asking at.
LEAST_LOGIT_CHANGE = 0.05

#: Rank correlation with the map of a re-initialised network. Adebayo et al. 2018 judge by eye. The
#: bands are those usual for rank correlations (Mukaka, Malawi Medical Journal 2012: below 0.3
#: negligible, from 0.5 moderate and more). Arun et al. 2021 took as their limit how alike maps of
#: different patients are; other slices of one patient share its anatomy, so that limit would be
#: too easy here.
RANDOMISATION_GREEN, RANDOMISATION_RED = 0.3, 0.5

#: How far beside the lesion the hottest point is still a near miss, mm. Zhang et al. 2018 allow 15
#: pixels; in pictures some 500 pixels wide that is 3 %, and 3 % of a field of 384 mm are 11 mm.
#: Rounded down to the smallest lesion that RECIST 1.1 measures.
NEAR_MISS_MM = 10.0


def skill(value: float, chance: float, best: float, least_room: float = 0.0) -> float | None:
    """(value - chance) / (best - chance); None where these two are no further apart than
    `least_room`."""
    room = best - chance
    return None if abs(room) <= least_room else (value - chance) / room


def light_of_skill(value: float | None) -> Light:
    """Green from `GREEN_SKILL`, red at 0 and below; "none" for None."""
    if value is None:
        return "none"
    if value >= GREEN_SKILL:
        return "green"
    return "amber" if value > 0 else "red"


def light_of_likeness(correlation: float) -> Light:
    """Of the rank correlation with a re-initialised network's map: the less alike, the better."""
    if correlation < RANDOMISATION_GREEN:
        return "green"
    return "amber" if correlation < RANDOMISATION_RED else "red"


def light_of_peak(share_in_lesion: float, distance_mm: float) -> Light:
    """Of the hottest pixels: in the lesion (at least half of them), near it, or elsewhere."""
    if share_in_lesion >= 0.5:
        return "green"
    return "amber" if distance_mm <= NEAR_MISS_MM else "red"
