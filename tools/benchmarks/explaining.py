"""One heatmap as the Explain page asks for it, against plain Captum on the same network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from captum.attr import IntegratedGradients, KernelShap, LayerGradCam, Occlusion, Saliency
from torch.nn import functional

from core.attribution import METHODS, ScoreNetwork, explain
from core.attribution.engine_scores import EngineScores
from core.attribution.layers import chosen_layer
from core.attribution.quality import QUICK, measure_quality
from core.attribution.seeded import seeded
from core.attribution.slices import SliceInputs
from core.attribution.superpixels import spread, superpixels
from core.attribution.target import target_index
from core.models import Model, available_models, load_model
from core.series import Series
from tools.benchmarks.ratio import race
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import in_memory

#: Its maps are nowhere empty; another score's may be, on a series without lesions.
TARGET = "normal"
#: Captum holds so many points of the path at once; all 50 would take gigabytes.
POINTS_AT_ONCE = 8
#: The maps may be apart by this share of the highest value.
SAME_MAP = 1e-3

#: (network, (1, 3, s, s) slice, index of the score) -> (s, s) map.
Plain = Callable[[ScoreNetwork, torch.Tensor, int], torch.Tensor]


@dataclass(frozen=True)
class Measured:
    """A method of the rows."""

    plain: Plain
    #: Seconds that are asked for, on two cores.
    target: float
    rounds: int


def captum_grad_cam(network: ScoreNetwork, tensors: torch.Tensor, column: int) -> torch.Tensor:
    size = tensors.shape[-1]
    layer = network.network.get_submodule(chosen_layer(network.network, size, "").name)
    coarse = LayerGradCam(network, layer).attribute(
        tensors.clone().requires_grad_(), target=column, relu_attributions=True
    )
    fine = functional.interpolate(coarse.detach(), (size, size), mode="bilinear")
    return fine[0, 0]


def captum_saliency(network: ScoreNetwork, tensors: torch.Tensor, column: int) -> torch.Tensor:
    return Saliency(network).attribute(tensors.clone().requires_grad_(), target=column).sum(1)[0]


def captum_integrated_gradients(
    network: ScoreNetwork, tensors: torch.Tensor, column: int
) -> torch.Tensor:
    found = IntegratedGradients(network).attribute(
        tensors, baselines=0, target=column, n_steps=50, internal_batch_size=POINTS_AT_ONCE
    )
    return found.sum(dim=1)[0].float()


def captum_occlusion(network: ScoreNetwork, tensors: torch.Tensor, column: int) -> torch.Tensor:
    values = METHODS["occlusion"].values()
    window, stride = int(values["window"]), int(values["stride"])
    found = Occlusion(network).attribute(
        tensors,
        sliding_window_shapes=(3, window, window),
        strides=(3, stride, stride),
        baselines=0,
        target=column,
    )
    return found.mean(dim=1)[0]


def captum_kernel_shap(network: ScoreNetwork, tensors: torch.Tensor, column: int) -> torch.Tensor:
    values = METHODS["kernel_shap"].values()
    regions = superpixels(tensors, int(values["superpixels"]))
    with seeded(0):
        found = KernelShap(network).attribute(
            tensors,
            baselines=0,
            target=column,
            feature_mask=regions.expand(1, 3, -1, -1),
            n_samples=int(values["samples"]),
        )
    return spread(found[0, 0], regions)


MEASURED: dict[str, Measured] = {
    "grad_cam": Measured(captum_grad_cam, 0.5, 5),
    "saliency": Measured(captum_saliency, 1.0, 5),
    "integrated_gradients": Measured(captum_integrated_gradients, 8.0, 3),
    "occlusion": Measured(captum_occlusion, 15.0, 3),
    "kernel_shap": Measured(captum_kernel_shap, 10.0, 3),
}


def _run(name: str) -> Finding:
    model = load_model(next(iter(available_models())))
    series = in_memory(100)
    inputs = SliceInputs(model, series)
    index = most_suspicious(model, inputs, series.n_slices)
    tensors = inputs.tensors(index)
    network = ScoreNetwork(model.network)
    wanted = MEASURED[name]

    def ours() -> np.ndarray:
        # Another object with the same pixels: nothing is known of its colour scale.
        return asked_by_the_page(name, model, replace(series), index)

    def plain() -> torch.Tensor:
        with torch.set_grad_enabled(METHODS[name].gradient):
            return wanted.plain(network, tensors, target_index(TARGET))

    mine, theirs = ours(), plain().detach().numpy()
    apart = float(np.abs(mine - theirs).max() / np.abs(theirs).max())
    found = race({"ours": ours, "Captum": plain}, wanted.rounds, warm_up=0)
    seconds, ratio = found.seconds["ours"], found.ratios["Captum"]
    same = apart <= SAME_MAP
    return Finding(
        measured=f"{seconds:.2f} s until the page has map, colour scale and quick tests; the map "
        f"alone by Captum takes {ratio:.2f} times as long; maps apart by {apart:.0e} of the "
        "highest value at most",
        met=same and seconds.median <= wanted.target,
        figures={
            "seconds": seconds.median,
            "captum_seconds": found.seconds["Captum"].median,
            "apart": apart,
        },
        note="" if same else "the maps are not the same",
    )


def most_suspicious(model: Model, inputs: SliceInputs, n_slices: int) -> int:
    """The slice with the highest score: others may have an empty map. Warms up the engine."""
    scores = EngineScores(model, TARGET)
    return int(np.argmax([float(scores(inputs.tensors(i))) for i in range(n_slices)]))


def asked_by_the_page(name: str, model: Model, series: Series, index: int) -> np.ndarray:
    """(s, s): all that the page waits for, on a series that has no colour scale yet."""
    found = explain(name, model, series, index, TARGET, estimate_scale=True)
    measure_quality(model, series, found, measures=QUICK)
    assert found.field is not None
    return found.field


ROWS = [
    Row(
        name=f"explain-{name.replace('_', '-')}",
        section="Explaining",
        what=f"{METHODS[name].title} of one slice of 100, warm, the default model",
        against="Captum on the same network in eager PyTorch, the map alone",
        target=f"{measured.target:g} s on 2 cores; the same map to {SAME_MAP:g} of its highest",
        run=partial(_run, name),
    )
    for name, measured in MEASURED.items()
]
