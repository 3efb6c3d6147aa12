"""Model randomisation: does the map depend on what the network has learnt?"""

from __future__ import annotations

import numpy as np
import torch
from scipy import stats

from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.reinitialise import cascade, reinitialise
from core.attribution.quality.thresholds import light_of_likeness
from core.attribution.target import target_index

NAME, TITLE = "randomisation", "Model randomisation"
REFERENCE = "Adebayo et al., Sanity checks for saliency maps, NeurIPS 2018"
UNIT = "rank correlation"

WORDS = {
    "green": "The map depends on what the network has learnt",
    "amber": "The map depends only in part on what the network has learnt",
    "red": "The map hardly depends on what the network has learnt",
}


def randomisation(case: Case) -> Measure:
    """Mean rank correlation of the map with those of the network re-initialised from the head
    down.

    Adebayo et al. 2018, "cascading randomization": stage by stage (`reinitialise.cascade`) the
    weights are drawn anew, all earlier stages staying random, and Spearman's correlation is taken
    between |map| before and after, over the pixels of the body: the air around it is empty in
    every map and would count as agreement. The value is the mean of the curve, so a map that only
    follows the first layers fails as one does that follows no weights at all. A map that has
    become constant counts as 0, nothing being left of it.

    Stages that the score does not pass through (the slice head, where the lesion score is
    explained) are left out. All on a private copy; the shared network is not touched.
    """
    network = case.copy_network()
    if network is None:
        reading = "This model has no learnt weights of the kind that could be drawn anew."
        return Measure(NAME, TITLE, None, UNIT, reading, "none", REFERENCE)
    if not np.ptp(case.field[case.body]) > 0:
        reading = f"There is no heat for {case.target_words} on this slice to compare."
        return Measure(NAME, TITLE, None, UNIT, reading, "none", REFERENCE)
    column = target_index(case.target)
    generator = case.generator()
    titles, likenesses, depth = [], [], []
    stages = cascade(network, case.tensors)
    before = _score(network, case.tensors, column)
    for number, (title, modules) in enumerate(stages, start=1):
        case.steps.check()
        reinitialise(modules, generator)
        now = _score(network, case.tensors, column)
        if now != before:
            changed = case.attribute(network, case.tensors)[0]
            titles.append(title)
            depth.append(number / len(stages))
            likenesses.append(likeness(case.field, changed, case.body))
        before = now
        case.steps.advance()
    if not likenesses:
        reading = "Drawing the weights anew does not change the score, so there is no answer."
        return Measure(NAME, TITLE, None, UNIT, reading, "none", REFERENCE)
    value = float(np.mean(likenesses))
    light = light_of_likeness(value)
    reading = (
        f"{WORDS[light]}: with weights drawn anew from the head down it keeps a rank correlation "
        f"of {value:.2f} on average, {likenesses[-1]:.2f} once all are."
    )
    return Measure(
        NAME,
        TITLE,
        value,
        UNIT,
        reading,
        light,
        REFERENCE,
        curve=(np.array([0.0, *depth]), np.array([1.0, *likenesses])),
        details={"stages": titles, "rank_correlations": [round(one, 4) for one in likenesses]},
    )


def likeness(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> float:
    """Spearman's rank correlation of |one| and |other|, (s, s), in `where`; 0 where either is
    constant or not finite."""
    first, second = np.abs(one[where]), np.abs(other[where])
    if first.size < 2 or not np.isfinite(second).all():
        return 0.0
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(stats.spearmanr(first, second).statistic)


@torch.no_grad()
def _score(network: torch.nn.Module, slices: torch.Tensor, column: int) -> float:
    return float(network(slices)[0, column])
