"""Model randomisation: does the map depend on what the network has learnt?"""

from __future__ import annotations

import numpy as np
import torch
from scipy import stats

from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.reinitialise import cascade, reinitialise
from core.attribution.quality.thresholds import light_of_similarity
from core.attribution.target import target_index
from core.sentence import Sentence

NAME, TITLE = "randomisation", "Model randomisation"
REFERENCE = "Adebayo et al., Sanity checks for saliency maps, NeurIPS 2018"
UNIT = "rank correlation"


def randomisation(case: Case) -> Measure:
    """Mean rank correlation of the map with the maps of networks randomised from the head down.

    Adebayo et al. 2018, "cascading randomization": the weights are randomised stage by stage
    (`reinitialise.cascade`), and earlier stages stay random. At each stage Spearman's correlation
    is taken between |map| before and after, over the pixels of the body; the air around it is empty
    in every map and would count as agreement. The value is the mean of the curve, so a map that
    follows only the first layers fails, like one that follows no weights at all. A map that has
    become constant counts as 0, because nothing is left of it.

    Stages that do not affect the score are omitted (the slice head, if the lesion score is
    explained). All this is done on a private copy; the shared network is not changed.
    """
    network = case.copy_network()
    if network is None:
        return _unanswered(sentences.no_weights_to_randomise())
    if not np.ptp(case.field[case.body]) > 0:
        return _unanswered(sentences.no_heat_to_compare(case.target_words))
    column = target_index(case.target)
    generator = case.generator()
    titles, correlations, depth = [], [], []
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
            correlations.append(similarity(case.field, changed, case.body))
        before = now
        case.steps.advance()
    if not correlations:
        return _unanswered(sentences.randomisation_without_effect())
    value = float(np.mean(correlations))
    light = light_of_similarity(value)
    return Measure(
        NAME,
        TITLE,
        value,
        UNIT,
        sentences.randomisation_result(light, value, correlations[-1]),
        light,
        REFERENCE,
        curve=(np.array([0.0, *depth]), np.array([1.0, *correlations])),
        details={"stages": titles, "rank_correlations": [round(rho, 4) for rho in correlations]},
    )


def _unanswered(reading: Sentence) -> Measure:
    return Measure(NAME, TITLE, None, UNIT, reading, "none", REFERENCE)


def similarity(a: np.ndarray, b: np.ndarray, where: np.ndarray) -> float:
    """Spearman's rank correlation of |a| and |b|, (s, s), in `where`; 0 if either is constant or
    `b` is not finite."""
    first, second = np.abs(a[where]), np.abs(b[where])
    if first.size < 2 or not np.isfinite(second).all():
        return 0.0
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(stats.spearmanr(first, second).statistic)


@torch.no_grad()
def _score(network: torch.nn.Module, slices: torch.Tensor, column: int) -> float:
    return float(network(slices)[0, column])
