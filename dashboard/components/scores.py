"""Three probabilities as drawn wherever they appear outside the viewer."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np

from core.labels import COLOURS, SLICE_CLASSES
from core.vocabulary import slices
from core.vocabulary.forms import PROBABILITY, interval
from core.vocabulary.quantity import Quantity


def chips(
    probabilities: Sequence[float] | np.ndarray,
    ranges: Sequence[tuple[float, float]] | None = None,
    *,
    of: Mapping[str, Quantity] = slices.P_CLASS,
) -> str:
    """HTML: the three in one line, each named behind a patch of its colour, the gravest first.

    Args:
        probabilities: in the order of `labels.SLICE_CLASSES`.
        ranges: (low, high) of each, in the same order.
        of: what they are; by default the probabilities of a slice.
    """
    spans: Sequence[tuple[float, float] | None] = ranges or [None] * len(SLICE_CLASSES)
    parts = [
        f"<span title='{html.escape(of[name].meaning)}'>"
        f"<i style='background:{COLOURS[name]}'></i>{of[name].title} "
        f"<b>{PROBABILITY.text(p)}</b>{_range(span)}</span>"
        for name, p, span in reversed(list(zip(SLICE_CLASSES, probabilities, spans, strict=True)))
    ]
    return f'<div class="ll-scores">{"".join(parts)}</div>'


def _range(span: tuple[float, float] | None) -> str:
    return "" if span is None else f" <em>({interval(*span)})</em>"
