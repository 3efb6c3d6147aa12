"""Infidelity: does the map foretell how the score changes when parts of the slice go?"""

from __future__ import annotations

import math

import numpy as np
import torch
from captum.metrics import infidelity as captum_infidelity

from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import LEAST_LOGIT_CHANGE, light_of_skill, skill

NAME, TITLE = "infidelity", "Infidelity"
REFERENCE = "Yeh et al., On the (in)fidelity and sensitivity of explanations, NeurIPS 2019"
#: How many times parts are taken away.
SAMPLES = 48
#: Side of the squares that go, mm: about a lesion with its rim.
SQUARE_MM = 24.0
#: Share of the squares that go at a time. Enough for a lesion to be hit in one sample of five.
GONE = 0.2

WORDS = {
    "green": "The map foretells well how the score changes when parts of the slice are taken away",
    "amber": "The map foretells in part how the score changes when parts of the slice are taken "
    "away",
    "red": "The map foretells no better than even heat how the score changes when parts of the "
    "slice are taken away",
}


def infidelity(case: Case) -> Measure:
    """The share of the score's changes that the map does not foretell: 0 is best, 1 is none.

    Yeh et al. 2019, eq. 2, with their "square removal", by Captum's `infidelity`:

        INFD = E[ (beta <I, map> - (f(x) - f(x without I)))^2 ]

    I is 1 where a pixel is taken away: squares of `SQUARE_MM`, on a grid laid at random, each with
    probability `GONE`; what stands in for them is `Case.canvas`, so that no hole is cut which no
    CT shows. f is the score in logits. beta (Captum's `normalize`) makes the map's unit immaterial,
    since saliency and Grad-CAM are in none that adds up to logits. Two departures: the value is
    divided by E[(f(x) - f(x without I))^2], so it is a share; and a map whose best beta would be
    negative foretells nothing (1), where Captum would turn it over.

    Chance is the same of heat spread evenly over the body.
    """
    drops: list[torch.Tensor] = []
    masks: list[torch.Tensor] = []
    generator = case.generator()

    def take_away(kept: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        gone = removed_squares(len(kept), kept.shape[-1], case.pixel_mm, generator)[:, None]
        masks.append(gone[:, 0])
        return gone, kept - gone

    def score(kept: torch.Tensor) -> torch.Tensor:
        found = case.scores(case.blend(kept))
        drops.append(found)
        return found

    size = case.field.shape[0]
    raw = captum_infidelity(
        score,
        take_away,
        torch.ones(1, 1, size, size),
        torch.from_numpy(np.ascontiguousarray(case.field, dtype=np.float32))[None, None],
        n_perturb_samples=SAMPLES,
        max_examples_per_batch=min(case.rows, SAMPLES),
        normalize=True,
    )
    # Captum asks for the perturbed slices first, then for the whole one, chunk by chunk.
    changes = torch.cat([whole - some for some, whole in zip(drops[::2], drops[1::2], strict=True)])
    gone = torch.cat(masks)
    value = unforetold(gone, case.field, changes)
    chance = unforetold(gone, case.body.astype(np.float32), changes)
    size_of_change = math.sqrt(float((changes.double() ** 2).mean()))
    details = {
        "captum": float(raw[0]),
        "root_mean_square_change_logits": size_of_change,
        "samples": SAMPLES,
        "square_mm": SQUARE_MM,
        "canvas": case.canvas[0],
    }
    light = "none"
    if value is None or chance is None or size_of_change < LEAST_LOGIT_CHANGE:
        value = None
        reading = (
            "No answer: the score hardly changes when parts of the slice are taken away "
            f"({size_of_change:.3f} logits)."
        )
    else:
        light = light_of_skill(skill(value, chance, 0.0))
        reading = (
            f"{WORDS[light]} ({value:.0%} stays unexplained, {chance:.0%} with even heat; lower is "
            "better)."
        )
    unit = "share of the score's changes not foretold"
    return Measure(NAME, TITLE, value, unit, reading, light, REFERENCE, chance, details=details)


def removed_squares(n: int, size: int, pixel_mm: float, generator: torch.Generator) -> torch.Tensor:
    """(n, size, size) float32, 1 where a pixel is taken away: see `infidelity`."""
    side = max(1, round(SQUARE_MM / pixel_mm))
    cells = size // side + 2
    gone = (torch.rand(n, cells, cells, generator=generator) < GONE).float()
    wide = gone.repeat_interleave(side, dim=1).repeat_interleave(side, dim=2)
    offsets = torch.randint(side, (n, 2), generator=generator).tolist()
    shifted = [
        one[top : top + size, left : left + size]
        for one, (top, left) in zip(wide, offsets, strict=True)
    ]
    return torch.stack(shifted)


def unforetold(gone: torch.Tensor, field: np.ndarray, changes: torch.Tensor) -> float | None:
    """1 - E[ab]^2 / (E[a^2] E[b^2]) with a = <I, map> and b = the score's changes: what is left
    of b after the best non-negative multiple of a. None where b is 0 throughout.

    Args:
        gone: (n, s, s). field: (s, s). changes: (n,).
    """
    flat = torch.from_numpy(np.ascontiguousarray(field, dtype=np.float64)).flatten()
    foretold = gone.flatten(1).double() @ flat
    seen = changes.double()
    both, mine, theirs = (foretold * seen).sum(), (foretold**2).sum(), (seen**2).sum()
    if theirs == 0:
        return None
    if mine == 0 or both <= 0:
        return 1.0
    return max(0.0, 1.0 - float(both**2 / (mine * theirs)))
