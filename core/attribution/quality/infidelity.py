"""Infidelity: does the map predict how the score changes when parts of the slice are removed?"""

from __future__ import annotations

import math

import numpy as np
import torch
from captum.metrics import infidelity as captum_infidelity

from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Light, Measure
from core.attribution.quality.thresholds import MIN_LOGIT_CHANGE, light_of_skill, skill

NAME, TITLE = "infidelity", "Infidelity"
REFERENCE = "Yeh et al., On the (in)fidelity and sensitivity of explanations, NeurIPS 2019"
#: How many times parts are removed.
SAMPLES = 48
#: Side of the removed squares, mm: about a lesion with its rim.
SQUARE_MM = 24.0
#: Share of the squares removed at a time: a lesion is hit in one sample of five.
REMOVED_SHARE = 0.2


def infidelity(case: Case) -> Measure:
    """The share of the score's changes that the map does not predict: 0 is best, 1 is useless.

    Yeh et al. 2019, eq. 2, with their "square removal", by Captum's `infidelity`:

        INFD = E[ (beta <I, map> - (f(x) - f(x without I)))^2 ]

    I is 1 where a pixel is removed: squares of `SQUARE_MM` on a randomly placed grid, each with
    probability `REMOVED_SHARE`. They are replaced by `Case.canvas`, so that no holes appear that no
    CT shows. f is the score in logits. beta (Captum's `normalize`) makes the map's unit irrelevant,
    since the values of saliency and Grad-CAM don't add up to logits. Two departures from the paper:
    the value is divided by E[(f(x) - f(x without I))^2], so that it is a share; and a map whose
    best beta is negative predicts nothing (1), whereas Captum would invert it.

    Chance is the same for heat spread evenly over the body.
    """
    scores: list[torch.Tensor] = []
    masks: list[torch.Tensor] = []
    generator = case.generator()

    def remove(kept: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        removed = removed_squares(len(kept), kept.shape[-1], case.pixel_mm, generator)[:, None]
        masks.append(removed[:, 0])
        return removed, kept - removed

    def score(kept: torch.Tensor) -> torch.Tensor:
        found = case.scores(case.blend(kept))
        scores.append(found)
        return found

    size = case.field.shape[0]
    raw = captum_infidelity(
        score,
        remove,
        torch.ones(1, 1, size, size),
        torch.from_numpy(np.ascontiguousarray(case.field, dtype=np.float32))[None, None],
        n_perturb_samples=SAMPLES,
        max_examples_per_batch=min(case.rows, SAMPLES),
        normalize=True,
    )
    # In each chunk Captum scores the perturbed slices first, then the whole one.
    changes = torch.cat(
        [whole - perturbed for perturbed, whole in zip(scores[::2], scores[1::2], strict=True)]
    )
    removed = torch.cat(masks)
    value = unpredicted_share(removed, case.field, changes)
    chance = unpredicted_share(removed, case.body.astype(np.float32), changes)
    size_of_change = math.sqrt(float((changes.double() ** 2).mean()))
    details = {
        "captum": float(raw[0]),
        "root_mean_square_change_logits": size_of_change,
        "samples": SAMPLES,
        "square_mm": SQUARE_MM,
        "canvas": case.canvas[0],
    }
    light: Light = "none"
    if value is None or chance is None or size_of_change < MIN_LOGIT_CHANGE:
        value = None
        reading = sentences.infidelity_unanswered(size_of_change)
    else:
        gained = skill(value, chance, 0.0)
        light = light_of_skill(gained)
        reading = sentences.infidelity_result(light, value, chance)
    unit = "share of the score's changes not predicted"
    return Measure(NAME, TITLE, value, unit, reading, light, REFERENCE, chance, details=details)


def removed_squares(n: int, size: int, pixel_mm: float, generator: torch.Generator) -> torch.Tensor:
    """(n, size, size) float32, 1 where a pixel is removed: see `infidelity`."""
    side = max(1, round(SQUARE_MM / pixel_mm))
    cells = size // side + 2
    removed = (torch.rand(n, cells, cells, generator=generator) < REMOVED_SHARE).float()
    grids = removed.repeat_interleave(side, dim=1).repeat_interleave(side, dim=2)
    offsets = torch.randint(side, (n, 2), generator=generator).tolist()
    shifted = [
        grid[top : top + size, left : left + size]
        for grid, (top, left) in zip(grids, offsets, strict=True)
    ]
    return torch.stack(shifted)


def unpredicted_share(
    removed: torch.Tensor, field: np.ndarray, changes: torch.Tensor
) -> float | None:
    """1 - E[ab]^2 / (E[a^2] E[b^2]) with a = <I, map> and b = the score's changes: what is left
    of b after the best non-negative multiple of a. None if b is 0 throughout.

    Args:
        removed: (n, s, s), 1 where a pixel is removed.
        field: (s, s).
        changes: (n,).
    """
    flat = torch.from_numpy(np.ascontiguousarray(field, dtype=np.float64)).flatten()
    a, b = removed.flatten(1).double() @ flat, changes.double()
    ab, aa, bb = (a * b).sum(), (a**2).sum(), (b**2).sum()
    if bb == 0:
        return None
    if aa == 0 or ab <= 0:
        return 1.0
    return max(0.0, 1.0 - float(ab**2 / (aa * bb)))
