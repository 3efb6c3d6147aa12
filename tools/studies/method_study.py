"""Try every attribution method on every backbone; write the results to docs/explanations.md.

    python -m tools.studies.method_study [NETWORK ...]

With names, those networks are tried again; without, whatever method_study.json lacks of `NETWORKS`,
a minute or two per network. Each method is saved at once, so that a run can be stopped and resumed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from core.attribution import METHODS, Method, ScoreNetwork
from core.attribution.availability import unavailable, unsuitable
from core.attribution.slices import SliceInputs
from core.attribution.target import TARGETS
from core.dicom import load_series
from core.inference import network_lock
from core.labels import MALIGNANT
from core.models import Model, build_network
from core.preprocessing import PreprocessingConfig
from tools.studies import pages
from tools.studies.method_table import RESULTS, read_results
from tools.studies.shipped_models import load_shipped, shipped_models

import timm  # isort: skip (after core.models, which declares torchvision's missing operators)

REPO = Path(__file__).resolve().parents[2]
SAMPLE, SLICE_INDEX = REPO / "sample_scans" / "malignant", 24
#: Side of the input of the U-Nets, pixels: what a method can do does not depend on it.
SIDE = 96
#: Of the tiny transformers, pixels.
TINY = 64
#: Coarser than the defaults, for the methods with hundreds of passes.
SETTINGS: dict[str, dict[str, object]] = {
    "occlusion": {"window": 32, "stride": 16},
    "feature_ablation": {"superpixels": 16},
    "kernel_shap": {"superpixels": 16, "samples": 96},
}
UNETS = ("mobilenetv2_100", "tf_efficientnet_lite0", "vgg16", "inception_v3", "resnet152")
TRANSFORMERS: dict[str, tuple[str, dict]] = {
    "test_vit": ("test_vit", {"img_size": TINY}),
    "swin (tiny)": (
        "swin_tiny_patch4_window7_224",
        {
            "img_size": TINY,
            "window_size": 4,
            "embed_dim": 32,
            "depths": (2, 2, 2),
            "num_heads": (2, 4, 8),
        },
    ),
}
NETWORKS = (*UNETS, *TRANSFORMERS, "classical_baseline")


@dataclass(frozen=True, eq=False)
class Subject:
    """A network with a slice for it."""

    scores: nn.Module
    tensors: torch.Tensor
    liver: torch.Tensor
    #: "random", or the SHA-256 of shipped weights.
    weights: str
    why_not: Callable[[Method], str | None]


def main(names: list[str]) -> None:
    results = read_results()
    for name in names:
        results.pop(name, None)
    for name in names or NETWORKS:
        one = subject(name)
        if results.get(name, {}).get("weights") != one.weights:
            results[name] = facts(one)
        for method in METHODS.values():
            if method.name not in results[name]["methods"]:
                results[name]["methods"][method.name] = measure(one, method)
                save(results)
                sys.stdout.write(f"{name}, {method.name}: done\n")
    pages.write()


def save(results: dict) -> None:
    ordered = {name: results[name] for name in NETWORKS if name in results}
    RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


def subject(name: str) -> Subject:
    """A shipped model where there is one, else the architecture with random weights."""
    torch.manual_seed(0)
    series = load_series([SAMPLE])
    if name in TRANSFORMERS:
        backbone, options = TRANSFORMERS[name]
        network = timm.create_model(backbone, num_classes=3, **options).eval()
        inputs = SliceInputs(_untrained(nn.Identity(), name), series)
        tensors = functional.interpolate(inputs.tensors(SLICE_INDEX), (TINY, TINY), mode="area")
        liver = tensors[:, 1] > 0.4
        return Subject(
            network, tensors, liver, "random", lambda method: unsuitable(method, network, TINY)
        )
    shipped = name in shipped_models()
    model = load_shipped(name) if shipped else _untrained(build_network(name), name)
    if name in UNETS:
        half = replace(model.preprocessing, size=SIDE, pixel_mm=4.0, max_pixel_mm=6.0)
        model = replace(model, preprocessing=half)
    inputs = SliceInputs(model, series)
    tensors = inputs.tensors(SLICE_INDEX)
    # An untrained network outlines no liver: this narrow window of the phantom's does.
    liver = inputs.liver(SLICE_INDEX) if shipped else (tensors[:, 1] - 0.5).abs() < 0.1
    return Subject(
        ScoreNetwork(model.network),
        tensors,
        liver,
        model.weights_sha256 if shipped else "random",
        lambda method: unavailable(method, model),
    )


def _untrained(network: nn.Module, name: str) -> Model:
    return Model(
        name=name,
        backbone=name,
        network=network.eval().requires_grad_(False),
        preprocessing=PreprocessingConfig(),
        temperature=1.0,
        weights_sha256="",
        file=Path(f"{name}.pth"),
    )


def facts(one: Subject) -> dict:
    """What holds for all methods; "methods" is filled in as they are tried."""
    target = TARGETS.index(MALIGNANT)
    with network_lock(one.scores), torch.no_grad():
        difference = float((one.scores(one.tensors) - one.scores(one.tensors * 0))[0, target])
    return {
        "size": one.tensors.shape[-1],
        "weights": one.weights,
        "difference_from_air": float(f"{difference:.6g}"),
        "methods": {},
    }


def measure(one: Subject, method: Method) -> dict:
    """{"why_not"}, or {"delta"}: None where the method promises no sum."""
    reason = one.why_not(method)
    if reason is not None:
        return {"why_not": reason}
    with network_lock(one.scores):
        result = method.attribute(
            one.scores,
            one.tensors,
            TARGETS.index(MALIGNANT),
            parameters=SETTINGS.get(method.name),
            liver=one.liver,
        )
    if not bool(torch.isfinite(result.values).all()):
        raise ArithmeticError(f"{method.name} gave values that are not finite")
    delta = result.convergence_delta
    return {"delta": None if delta is None else float(f"{float(delta[0]):.3g}")}


if __name__ == "__main__":
    main(sys.argv[1:])
