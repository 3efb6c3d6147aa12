"""Where green ends and red begins, and why.

Hardly any of the papers behind the measures gives a limit: they rank methods. So most lights here
follow one rule. A value is compared with that of a map *without skill* on the same slice (heat
spread evenly, pixels in random order, an empty map) and with the best possible value:

    skill = (value - chance) / (best - chance)

This is the skill score of forecast verification (Murphy, Monthly Weather Review 1988); Cohen's
kappa has the same form. 1 is perfect, 0 is chance, below 0 is worse than chance. Green starts at
`GREEN_SKILL`, halfway; red is chance and below; amber is in between. Even heat as the bar to pass
follows Adebayo et al. 2018 and Arun et al. 2021, who compare maps with ones that need no network.

A light is a reason to look again, never a proof: green means that this one test found nothing.
"""

from __future__ import annotations

from core.attribution.quality.measure import Light

#: Halfway from chance to the best possible value.
GREEN_SKILL = 0.5

#: Smallest distance between chance and best, as a probability. Below it, deletion and insertion
#: can't tell a good map from a poor one.
MIN_RANGE = 0.05
#: Smallest root mean square change of the score, in logits, for which infidelity has an answer.
MIN_LOGIT_CHANGE = 0.05

#: Rank correlation with the map of a randomised network. Adebayo et al. 2018 judge by eye. The
#: bands are the usual ones for rank correlations (Mukaka, Malawi Medical Journal 2012: below 0.3
#: negligible, from 0.5 moderate or more). Arun et al. 2021 took the similarity of different
#: patients' maps as their limit; slices of one patient share the anatomy, so that limit would be
#: too lenient here.
RANDOMISATION_GREEN, RANDOMISATION_RED = 0.3, 0.5

#: Largest distance of the hottest point from the lesion for a near miss, mm. Zhang et al. 2018
#: allow 15 pixels; in pictures some 500 pixels wide that is 3 %, and 3 % of a field of 384 mm is
#: 11 mm. Rounded down to the smallest lesion that RECIST 1.1 measures.
NEAR_MISS_MM = 10.0


def skill(value: float, chance: float, best: float, min_range: float = 0.0) -> float | None:
    """(value - chance) / (best - chance); None if `best` and `chance` are no further apart than
    `min_range`."""
    span = best - chance
    return None if abs(span) <= min_range else (value - chance) / span


def light_of_skill(value: float | None) -> Light:
    """Green from `GREEN_SKILL`, red at 0 and below; "none" for None."""
    if value is None:
        return "none"
    if value >= GREEN_SKILL:
        return "green"
    return "amber" if value > 0 else "red"


def light_of_similarity(correlation: float) -> Light:
    """For the rank correlation with a randomised network's map: the less similar, the better."""
    if correlation < RANDOMISATION_GREEN:
        return "green"
    return "amber" if correlation < RANDOMISATION_RED else "red"


def light_of_peak(share_in_lesion: float, distance_mm: float) -> Light:
    """For the hottest pixels: in the lesion (at least half of them), near it, or elsewhere."""
    if share_in_lesion >= 0.5:
        return "green"
    return "amber" if distance_mm <= NEAR_MISS_MM else "red"
