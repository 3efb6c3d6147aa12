"""Max-sensitivity: does the map stay the same when the slice is a little noisier?"""

from __future__ import annotations

import torch
from captum.metrics import sensitivity_max

from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import light_of_skill, skill

NAME, TITLE = "max_sensitivity", "Max-sensitivity"
REFERENCE = "Yeh et al., On the (in)fidelity and sensitivity of explanations, NeurIPS 2019"
#: Captum's usual radius of 0.02, on the 255 HU of the first channel.
RADIUS_HU = 5.0
#: Noisy copies of the slice.
SAMPLES = 8

WORDS = {
    "green": "The map stays much the same under noise that no reader would see",
    "amber": "The map changes considerably under noise that no reader would see",
    "red": "The map becomes another one under noise that no reader would see",
}


def max_sensitivity(case: Case) -> Measure:
    """The largest relative change of the map among slices that differ by up to `RADIUS_HU`.

        SENS = max over e of || map(x + e) - map(x) || / || map(x) ||

    Yeh et al. 2019, eq. 5, divided by the map's size as Captum's `sensitivity_max` does; by
    sampling. e is uniform noise of at most `RADIUS_HU` in each pixel of the network's grid, added
    in HU *before* preprocessing: noise of its own in each of the three channels, which show one
    slice three times, would be a slice that no scanner makes.

    Chance is 1: an empty map is as far from the map as that.
    """
    size_of_map = float(torch.linalg.vector_norm(torch.from_numpy(case.field)))
    unit = "relative change of the map"
    if size_of_map == 0:
        reading = f"There is no heat for {case.target_words} on this slice."
        return Measure(NAME, TITLE, None, unit, reading, "none", REFERENCE)
    generator = case.generator()

    def explain(hu: torch.Tensor | tuple[torch.Tensor]) -> torch.Tensor | tuple[torch.Tensor]:
        # Captum hands over the slice in a tuple and expects one back, the noisy ones as a tensor.
        if isinstance(hu, tuple):
            return tuple(explain(one) for one in hu)
        case.steps.check()
        maps = case.attribute(case.network, case.prepare(hu[:, 0].numpy()))
        case.steps.advance(len(hu))
        return torch.from_numpy(maps)[:, None]

    def add_noise(hu: torch.Tensor, radius: float) -> torch.Tensor:
        return hu + (torch.rand(hu.shape, generator=generator) * 2 - 1) * radius

    found = sensitivity_max(
        explain,
        torch.from_numpy(case.hu)[None, None].float(),
        add_noise,
        perturb_radius=RADIUS_HU,
        n_perturb_samples=SAMPLES,
        max_examples_per_batch=min(case.rows, SAMPLES),
    )
    value = float(found[0])
    light = light_of_skill(skill(value, 1.0, 0.0))
    reading = f"{WORDS[light]}: by {value:.0%} at most, for ±{RADIUS_HU:g} HU."
    details = {"radius_hu": RADIUS_HU, "samples": SAMPLES}
    return Measure(NAME, TITLE, value, unit, reading, light, REFERENCE, 1.0, details=details)
