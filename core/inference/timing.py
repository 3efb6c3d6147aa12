"""How long a model takes for a slice, measured as `analyze` runs it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from core.inference.engines import make_engine
from core.inference.machine import describe_machine
from core.models import Model
from core.phantom import make_phantom
from core.preprocessing import slice_tensors

#: As `inference.predict` runs the network.
BATCH_SIZE = 8
WARM_UP_BATCHES = 2
#: At least this many batches are timed, and no more are begun after `SECONDS`.
FEWEST_BATCHES, MOST_BATCHES, SECONDS = 5, 30, 12.0


def measure_speed(
    model: Model,
    *,
    engine: str = "auto",
    seconds: float = SECONDS,
    most_batches: int = MOST_BATCHES,
) -> dict:
    """Wall-clock milliseconds per slice, on this machine and now.

    The slices are of a synthetic CT with lesions. Starting the engine and two batches to warm up
    are not counted; nor are reading the files, the way to and from the CT's grid and the clean-up
    in 3-D, which do not depend on the model.

    Returns:
        {"ms_per_slice_median", "ms_per_slice_p95": the network, over batches of `batch_size`;
        "prepare_ms_per_slice": median of the preprocessing; "engine", "batch_size", "batches",
        "slice_side", "machine": `machine.describe_machine`}.

    Raises:
        UsageError: there is no such engine, or it can't run this model.
    """
    machine = describe_machine()
    side = model.preprocessing.size
    hu = make_phantom("malignant", n_slices=BATCH_SIZE, size=side).series.volume.astype(np.float32)
    run = make_engine(engine, model)
    for _ in range(WARM_UP_BATCHES):
        run(slice_tensors(hu, model.preprocessing))
    preparing: list[float] = []
    running: list[float] = []
    started = time.perf_counter()
    while len(running) < most_batches:
        if len(running) >= FEWEST_BATCHES and time.perf_counter() - started > seconds:
            break
        begun = time.perf_counter()
        inputs = slice_tensors(hu, model.preprocessing)
        prepared = time.perf_counter()
        run(inputs)
        preparing.append(prepared - begun)
        running.append(time.perf_counter() - prepared)
    return {
        **speed_of([seconds * 1000 / BATCH_SIZE for seconds in running]),
        "prepare_ms_per_slice": round(float(np.median(preparing)) * 1000 / BATCH_SIZE, 3),
        "engine": run.name,
        "batch_size": BATCH_SIZE,
        "slice_side": side,
        "machine": machine,
    }


def speed_of(batch_ms: Sequence[float]) -> dict:
    """The speed that stands behind the times of at least one batch.

    Args:
        batch_ms: wall milliseconds per slice, one for each batch.

    Returns:
        {"ms_per_slice_median", "ms_per_slice_p95", "batches"}
    """
    return {
        "ms_per_slice_median": round(float(np.median(batch_ms)), 3),
        "ms_per_slice_p95": round(float(np.percentile(batch_ms, 95)), 3),
        "batches": len(batch_ms),
    }
