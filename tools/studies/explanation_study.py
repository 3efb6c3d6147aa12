"""Measure how much of each method's heat lies in the lesion, and what random weights leave of it.

    python -m tools.studies.explanation_study ../shared/data/liver_slices.npz [--minutes 10]

Every network in weights/, every method. Results are saved in explanation_study.json after each
measurement; the same command continues where the last one stopped, measures a model again when its
weights have changed, and writes the tables into the section "Measured" of docs/explanations.md
(`python -m tools.studies` does only that). Costly methods are measured at coarser settings, those
of `PLANS`.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from core import DISCLAIMER
from core.attribution import METHODS, ScoreNetwork, heat_overlap, unavailable
from core.attribution.method import Method
from core.attribution.quality.randomisation import similarity
from core.attribution.quality.reinitialise import cascade, reinitialise
from core.attribution.target import TargetScores, normal_is_reference, target_index
from core.inference import make_engine
from core.labels import BACKGROUND_CODE
from core.models import Model
from core.preprocessing import slice_tensors
from core.training.json_files import write_json
from tools.studies import pages
from tools.studies.explanation_slices import StudySlice, phantom_slices, real_slices
from tools.studies.shipped_models import load_shipped, shipped_models

RESULTS = Path(__file__).with_name("explanation_study.json")
SEED = 0
_copies = itertools.count()


@dataclass(frozen=True)
class Plan:
    """What a method is asked to do; the slices are taken from the front of each list."""

    #: Slices of the phantom and of real subjects whose heat in the lesion is measured.
    phantom: int = 5
    real: int = 20
    #: The same for the randomisation check.
    phantom_random: int = 0
    real_random: int = 1
    #: Whether each stage of the cascade is looked at, or only the network all of whose weights
    #: are randomised.
    stages: bool = True
    #: Instead of the method's defaults.
    parameters: dict = field(default_factory=dict)


PLANS = {
    "integrated_gradients": Plan(stages=False, parameters={"steps": 8}),
    "gradient_shap": Plan(stages=False, parameters={"samples": 8}),
    "occlusion": Plan(stages=False, parameters={"window": 32, "stride": 32}),
    "feature_ablation": Plan(stages=False),
    "kernel_shap": Plan(stages=False, parameters={"superpixels": 32, "samples": 64}),
}


class ByEngine(nn.Module):
    """The scores of a model by the engine of `analyze`, for methods that need no gradient."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._run = make_engine("auto", model)
        self._scores = TargetScores(normal_is_reference(model.network))
        self.eval()

    def forward(self, slices: torch.Tensor) -> torch.Tensor:
        return self._scores(*self._run(slices))


class Subject:
    """One model, and its answers that several methods need."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._fast: nn.Module | None = None

    def scores(self, method: Method) -> nn.Module:
        if method.gradient:
            return ScoreNetwork(self.model.network)
        if self._fast is None:
            self._fast = ByEngine(self.model)
        return self._fast

    def tensors(self, one: StudySlice) -> torch.Tensor:
        slices = slice_tensors(one.hu[None], self.model.preprocessing)
        return slices.contiguous(memory_format=torch.channels_last)  # faster, the same numbers

    def field(self, network: nn.Module, method: Method, one: StudySlice) -> np.ndarray:
        """(s, s) float32: the method's map with the plan's settings."""
        found = method.attribute(
            network,
            self.tensors(one),
            target_index(one.target),
            parameters=plan_of(method).parameters,
            seed=SEED,
        )
        return found.values[0].numpy()


def plan_of(method: Method) -> Plan:
    return PLANS.get(method.name, Plan())


def energy(subject: Subject, method: Method, one: StudySlice) -> float | None:
    """Share of the positive heat that lies in the lesion; None without heat."""
    heat = np.maximum(subject.field(subject.scores(method), method, one), 0.0)
    label = np.where(one.known, one.label, BACKGROUND_CODE)
    share = heat_overlap(np.where(one.known, heat, 0.0), label).energy_in_lesion
    return None if share is None else round(share, 5)


def randomised(subject: Subject, method: Method, one: StudySlice) -> dict[str, float] | None:
    """Title of each stage -> rank correlation of |map| with the one before any weight was drawn
    anew (`quality.randomisation`); None without heat."""
    before = subject.field(subject.scores(method), method, one)
    if not np.ptp(before[one.body]) > 0:
        return None
    network = ScoreNetwork(copy.deepcopy(subject.model.network))
    generator = torch.Generator().manual_seed(SEED)
    found = {}
    stages = cascade(network, subject.tensors(one))
    for number, (title, modules) in enumerate(stages, start=1):
        reinitialise(modules, generator)
        if plan_of(method).stages or number == len(stages):
            after = subject.field(scores_of(network, subject.model, method), method, one)
            found[title] = round(similarity(before, after, one.body), 5)
    return found


def scores_of(network: ScoreNetwork, model: Model, method: Method) -> nn.Module:
    """A private copy, at its present weights, as the method is best served by it."""
    if method.gradient:
        return network
    # Engines know a network by the hash of its weights.
    unheard = f"drawn anew {next(_copies)}"
    return ByEngine(replace(model, network=network.network, weights_sha256=unheard))


def rounds(
    phantom: list[StudySlice], real: list[StudySlice]
) -> Iterator[tuple[str, str, StudySlice]]:
    """(what, method, slice), cheap methods before costly ones."""
    for names in ([n for n in METHODS if n not in PLANS], list(PLANS)):
        for what, slices_of in (("randomised", random_slices), ("energy", energy_slices)):
            of_each = {name: slices_of(plan_of(METHODS[name]), phantom, real) for name in names}
            # Slice by slice, so that an early end leaves every method with as many.
            for column in itertools.zip_longest(*of_each.values()):
                for name, one in zip(names, column, strict=True):
                    if one is not None:
                        yield what, name, one


def energy_slices(
    plan: Plan, phantom: list[StudySlice], real: list[StudySlice]
) -> list[StudySlice]:
    return real[: plan.real] + phantom[: plan.phantom]


def random_slices(
    plan: Plan, phantom: list[StudySlice], real: list[StudySlice]
) -> list[StudySlice]:
    return real[: plan.real_random] + phantom[: plan.phantom_random]


def results_so_far(phantom: list[StudySlice], real: list[StudySlice]) -> dict:
    """What the file holds, less what was measured on other slices, settings or weights."""
    settings = {name: asdict(plan_of(METHODS[name])) for name in METHODS}
    slices = {
        one.name: {
            "target": one.target,
            "lesion_pixels": int(one.lesion.sum()),
            "lesion_share_of_liver": round(one.lesion_share_of_liver, 5),
            "lesion_share_of_body": round(one.lesion_share_of_body, 5),
        }
        for one in phantom + real
    }
    models: dict[str, dict] = {}
    fresh = {"disclaimer": DISCLAIMER, "settings": settings, "slices": slices, "models": models}
    if not RESULTS.is_file():
        return fresh
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    if kept["slices"] != slices:
        return fresh
    changed = {
        name
        for name, now in settings.items()
        for key in ("parameters", "stages")
        if kept["settings"].get(name, {}).get(key) != now[key]
    }
    cards = shipped_models()
    for name, found in kept["models"].items():
        if name in cards and found["weights_sha256"] == cards[name].sha256:
            for what in ("energy", "randomised"):
                for method in changed:
                    found.get(what, {}).pop(method, None)
            models[name] = found
    return fresh


def comparable(model: Model, first: Model) -> bool:
    """Whether both see the same slices, and neither learnt from the other's test subjects."""
    return model.preprocessing == first.preprocessing and model.card["split"] == first.card["split"]


def measure(data: Path, minutes: float) -> None:
    """Everything that is not measured yet, until the time is over."""
    ends = time.monotonic() + 60 * minutes
    models = [load_shipped(name) for name in shipped_models()]
    config, split = models[0].preprocessing, models[0].card["split"]
    for model in models:
        if not comparable(model, models[0]):
            sys.stderr.write(f"{model.name}: not measured, it has other slices or subjects\n")
    models = [model for model in models if comparable(model, models[0])]
    phantom, real = phantom_slices(config), real_slices(data, split)
    results = results_so_far(phantom, real)
    subjects = {model.name: Subject(model) for model in models}
    for model in models:
        mine = results["models"].setdefault(
            model.name, {"backbone": model.backbone, "weights_sha256": model.weights_sha256}
        )
        mine["unavailable"] = {
            name: reason
            for name, method in METHODS.items()
            if (reason := unavailable(method, model))
        }
    for what, name, one in rounds(phantom, real):
        for subject in subjects.values():
            mine = results["models"][subject.model.name]
            done = mine.setdefault(what, {}).setdefault(name, {})
            if name in mine["unavailable"] or one.name in done:
                continue
            if what == "randomised" and not hasattr(subject.model.network, "encoder"):
                continue
            if time.monotonic() > ends:
                return
            started = time.monotonic()
            take = energy if what == "energy" else randomised
            done[one.name] = take(subject, METHODS[name], one)
            write_json(RESULTS, results, indent=1)
            taken = time.monotonic() - started
            sys.stderr.write(f"{what} {name} {subject.model.name} {one.name} {taken:.1f} s\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the training file, liver_slices.npz")
    parser.add_argument("--minutes", type=float, default=10.0, help="begin nothing after these")
    arguments = parser.parse_args()
    measure(arguments.data, arguments.minutes)
    pages.write()


if __name__ == "__main__":
    main()
