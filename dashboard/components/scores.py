"""The three probabilities as drawn wherever they appear outside the viewer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.labels import COLOURS, DISPLAY_NAMES, SLICE_CLASSES


def chips(
    probabilities: Sequence[float] | np.ndarray,
    ranges: Sequence[tuple[float, float]] | None = None,
) -> str:
    """HTML: the three scores in one line, each behind a patch of its colour, the worst first.

    Args:
        probabilities: in the order of `labels.SLICE_CLASSES`.
        ranges: (low, high) of each, in the same order.
    """
    spans: Sequence[tuple[float, float] | None] = ranges or [None] * len(SLICE_CLASSES)
    parts = [
        f"<span><i style='background:{COLOURS[name]}'></i>{DISPLAY_NAMES[name]} "
        f"<b>{float(p):.2f}</b>{_range(span)}</span>"
        for name, p, span in reversed(list(zip(SLICE_CLASSES, probabilities, spans, strict=True)))
    ]
    return f'<div class="ll-scores">{"".join(parts)}</div>'


def _range(span: tuple[float, float] | None) -> str:
    return "" if span is None else f" <em>({span[0]:.2f}–{span[1]:.2f})</em>"
