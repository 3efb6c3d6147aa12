"""Max-sensitivity: does the map stay the same if the slice is slightly noisier?"""

from __future__ import annotations

import torch
from captum.metrics import sensitivity_max

from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import light_of_skill, skill

NAME, TITLE = "max_sensitivity", "Max-sensitivity"
REFERENCE = "Yeh et al., On the (in)fidelity and sensitivity of explanations, NeurIPS 2019"
#: Captum's default radius of 0.02, on the 255 HU of the first channel.
RADIUS_HU = 5.0
#: Number of noisy copies of the slice.
SAMPLES = 8


def max_sensitivity(case: Case) -> Measure:
    """The largest relative change of the map among slices that differ by at most `RADIUS_HU`.

        SENS = max over e of || map(x + e) - map(x) || / || map(x) ||

    Yeh et al. 2019, eq. 5, divided by the map's norm as in Captum's `sensitivity_max`; estimated by
    sampling. e is uniform noise of at most `RADIUS_HU` in each pixel of the network's grid, added
    in HU *before* preprocessing. The three channels show the same slice: independent noise in each
    would make a slice that no scanner produces.

    Chance is 1, the distance of an empty map.
    """
    size_of_map = float(torch.linalg.vector_norm(torch.from_numpy(case.field)))
    unit = "relative change of the map"
    if size_of_map == 0:
        reading = sentences.no_heat(case.target_words)
        return Measure(NAME, TITLE, None, unit, reading, "none", REFERENCE)
    generator = case.generator()

    def maps_of(hu: torch.Tensor) -> torch.Tensor:
        case.steps.check()
        maps = case.attribute(case.network, case.prepare(hu[:, 0].numpy()))
        case.steps.advance(len(hu))
        return torch.from_numpy(maps)[:, None]

    def explain(
        hu: torch.Tensor | tuple[torch.Tensor, ...],
    ) -> torch.Tensor | tuple[torch.Tensor, ...]:
        # Captum passes the slice in a tuple and expects a tuple; the noisy ones come as a tensor.
        return tuple(map(maps_of, hu)) if isinstance(hu, tuple) else maps_of(hu)

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
    reading = sentences.sensitivity_result(light, value, RADIUS_HU)
    details = {"radius_hu": RADIUS_HU, "samples": SAMPLES}
    return Measure(NAME, TITLE, value, unit, reading, light, REFERENCE, 1.0, details=details)
