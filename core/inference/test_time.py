"""Test-time augmentation: ask again with small changes, and see how far the answer moves.

After Wang et al. 2019, "Aleatoric uncertainty estimation with test-time augmentation for medical
image segmentation with convolutional neural networks".
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.errors import UsageError
from core.inference import sentences
from core.inference.predict import Prediction, predict
from core.inference.view import View
from core.inference.watch import Progress
from core.models import Model
from core.series import Series

#: Views beside the image as it is.
VIEWS = 8
#: Of the draw, so that the same series gives the same interval again.
SEED = 0

#: Half widths of the changes, all well within what training draws (`core.training.augmentation`):
#: two network pixels of shift, a patient's slight turn, the drift between calibrations and doses.
SHIFT_MM, DEGREES, GAIN, OFFSET_HU = 3.0, 4.0, 0.05, 5.0
#: Noise from none up to this, on pixels of about 1.5 mm.
NOISE_HU = 8.0


@dataclass(frozen=True, eq=False)
class SliceInterval:
    """The range of each slice's probabilities over the image as it is and its changed views."""

    #: (z, 3) each, in the order of `labels.SLICE_CLASSES`.
    low: np.ndarray
    high: np.ndarray
    #: Beside the image as it is.
    n_views: int
    seed: int


def make_views(count: int = VIEWS, seed: int = SEED) -> tuple[View, ...]:
    """`count` views whose changes are spread evenly over their ranges.

    A Latin hypercube (McKay et al. 1979): each range is cut into `count` parts of equal width,
    and each view takes the middle of one part, in an order drawn for each kind of change.

    Raises:
        UsageError: the count is below 1.
    """
    if count < 1:
        raise UsageError(sentences.too_few_views(count))
    rng = np.random.default_rng(seed)

    def spread(low: float, high: float) -> list[float]:
        return (low + (high - low) * (rng.permutation(count) + 0.5) / count).tolist()

    return tuple(
        View((down, left), degrees, gain, offset, noise, seed=seed * 1000 + number)
        for number, (down, left, degrees, gain, offset, noise) in enumerate(
            zip(
                spread(-SHIFT_MM, SHIFT_MM),
                spread(-SHIFT_MM, SHIFT_MM),
                spread(-DEGREES, DEGREES),
                spread(1 - GAIN, 1 + GAIN),
                spread(-OFFSET_HU, OFFSET_HU),
                spread(0.0, NOISE_HU),
                strict=True,
            )
        )
    )


def predict_views(
    series: Series,
    model: Model,
    views: tuple[View, ...],
    *,
    engine: str = "auto",
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Prediction]:
    """The prediction of each view, one at a time: nothing keeps the last one alive.

    Args:
        progress: called with (slices done, slices in all), counted over all views.

    Raises:
        Cancelled: `cancel` was set.
        UsageError: the engine can't be used.
    """
    total = len(views) * series.n_slices
    for number, view in enumerate(views):

        def report(done: int, _of: int, before: int = number * series.n_slices) -> None:
            if progress is not None:
                progress(before + done, total)

        yield predict(series, model, engine=engine, view=view, progress=report, cancel=cancel)
