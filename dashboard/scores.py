"""The three probabilities as drawn wherever they appear outside the viewer."""

from __future__ import annotations

from collections.abc import Sequence

from core.labels import COLOURS, DISPLAY_NAMES, SLICE_CLASSES


def chips(probabilities: Sequence[float]) -> str:
    """HTML: the three scores in one line, each behind a patch of its colour, the worst first."""
    parts = [
        f"<span><i style='background:{COLOURS[name]}'></i>{DISPLAY_NAMES[name]} "
        f"<b>{float(p):.2f}</b></span>"
        for name, p in reversed(list(zip(SLICE_CLASSES, probabilities, strict=True)))
    ]
    return f'<div class="ll-scores">{"".join(parts)}</div>'
