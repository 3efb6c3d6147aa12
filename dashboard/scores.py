"""The three probabilities as bars: drawn the same wherever they appear."""

from __future__ import annotations

from collections.abc import Sequence

from core.labels import COLOURS, DISPLAY_NAMES, SLICE_CLASSES


def bars(probabilities: Sequence[float]) -> str:
    """HTML: one labelled bar a class, the worst first.

    Args:
        probabilities: three in 0..1, in the order of `labels.SLICE_CLASSES`.
    """
    rows = []
    for name, p in reversed(list(zip(SLICE_CLASSES, probabilities, strict=True))):
        rows.append(
            f"<div><span>{DISPLAY_NAMES[name]}</span><b>{p:.2f}</b></div>"
            f'<div class="ll-track"><i style="width:{100 * float(p):.1f}%;'
            f'background:{COLOURS[name]}"></i></div>'
        )
    return f'<div class="ll-bars">{"".join(rows)}</div>'
