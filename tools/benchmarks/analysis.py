"""The whole analysis of 100 slices, against its parts one after the other."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import torch

from core.inference import make_engine
from core.inference.passes import Answers
from core.labels import LIVER_CODE
from core.models import Model, load_model
from core.pipeline import analyze
from core.preprocessing import SliceGrid, slice_tensors
from core.series import Series
from tools.benchmarks.ratio import Spread
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import in_memory

ROUNDS = 5
BATCH = 8
TARGET_SECONDS = 3.0
MODELS = ("liver_detection_final", "mobilenetv2_100")


def parts(series: Series, model: Model) -> dict[str, float]:
    """Wall seconds of the stages, each over the whole series before the next begins."""
    engine = make_engine("onnx", model)
    starts = range(0, series.n_slices, BATCH)
    seconds: dict[str, float] = {}

    begun = time.perf_counter()
    grid = SliceGrid.for_series(series, model.preprocessing)
    batches = [
        slice_tensors(grid.to_model(series.volume[k : k + BATCH]), model.preprocessing)
        for k in starts
    ]
    seconds["prepare"] = time.perf_counter() - begun

    begun = time.perf_counter()
    outputs = [engine(batch)[0] for batch in batches]
    seconds["network"] = time.perf_counter() - begun

    begun = time.perf_counter()
    answers = Answers(series)
    for k, mask_logits in zip(starts, outputs, strict=True):
        maps = torch.softmax(mask_logits, dim=1).numpy()[:, LIVER_CODE:]
        answers.put(np.arange(k, k + len(maps)), grid.to_ct(maps))
    seconds["back to the CT's grid"] = time.perf_counter() - begun
    return seconds


def _run(name: str) -> Finding:
    series, model = in_memory(100), load_model(name)
    analyze(series, model)
    whole: list[float] = []
    summed: list[float] = []
    shares: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        taken = analyze(series, model).seconds
        whole.append(time.perf_counter() - begun)
        alone = parts(series, model)
        # Nothing overlaps with these two in the whole analysis either.
        alone |= {"clean up": taken["clean_up"], "measure and cautions": taken["measure"]}
        summed.append(sum(alone.values()))
        for part, seconds in alone.items():
            shares.setdefault(part, []).append(seconds)
    found = Spread.of(whole)
    ratio = Spread.of([s / w for s, w in zip(summed, whole, strict=True)])
    medians = {part: Spread.of(values).median for part, values in shares.items()}
    told = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in medians.items())
    return Finding(
        measured=f"{found:.2f} s; its parts one after the other take {ratio:.2f} times as long "
        f"({told})",
        met=found.median <= TARGET_SECONDS,
        floor=f"the network alone: {medians['network']:.2f} s; "
        f"{5 * series.volume.nbytes // 2 / 1e6:.0f} MB of CT read and of masks written",
        figures={"seconds": found.median, "parts_over_whole": ratio.median, **medians},
    )


ROWS = [
    Row(
        name=f"analyse-{name}",
        section="Whole analysis",
        what=f"100 slices of 512 x 512, warm, {name}",
        against="the sum of its parts",
        target=f"{TARGET_SECONDS:g} s on 2 cores",
        run=partial(_run, name),
    )
    for name in MODELS
]
