"""How far to trust the heatmap: each test with its light, its figure and one plain sentence."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from core.attribution.quality import MEASURES, Light, Measure, MeasureKind, Quality
from dashboard.screens.explain import sentences

#: Light -> (sign, word). Each sign has a shape of its own, for those who don't see the colours.
LIGHTS: dict[Light, tuple[str, str]] = {
    "green": ("●", "passed"),
    "amber": ("▲", "doubtful"),
    "red": ("■", "failed"),
    "none": ("○", "no answer"),
}


def summary(items: Sequence[Measure]) -> str:
    """All lights in one line: "2 passed · 1 doubtful · 1 failed". An average would hide what
    matters."""
    lights = [item.light for item in items]
    counted = [
        f"{lights.count(light)} {word}"
        for light, (_, word) in LIGHTS.items()
        if light in lights and light != "none"
    ]
    if not counted:
        return sentences.no_test_has_an_answer()
    return " · ".join(counted)


def trust_html(quality: Quality, mask_words: str, takes: Callable[[MeasureKind], str]) -> str:
    """The tests that were taken, and those that were not.

    Args:
        takes: how long a test takes, as a sentence.
    """
    taken = {item.name for item in quality.items}
    left = [kind for kind in MEASURES.values() if kind.name not in taken]
    rows = [_row(item) for item in quality.items]
    rows += [_row_left(kind.title, kind.question, takes(kind)) for kind in left]
    return (
        f'<div class="ll-trust"><p><b>{html.escape(summary(quality.items))}</b></p>'
        f"<ul>{''.join(rows)}</ul>"
        f"<p>{html.escape(sentences.measured_against(mask_words))}</p></div>"
    )


def figure(item: Measure) -> str:
    """The value as shown: a share in per cent, else two decimals; "" without one."""
    if item.value is None:
        return ""
    if item.unit.startswith("share"):
        return f"{item.value:.0%}"
    return f"{item.value:.2f}"


def _row(item: Measure) -> str:
    sign, word = LIGHTS[item.light]
    title = html.escape(f"{item.title}: {word}. {item.reference}")
    return (
        f'<li class="ll-light-{item.light}" title="{title}">'
        f'<i role="img" aria-label="{word}">{sign}</i>'
        f"<b>{html.escape(item.title)}</b><em>{figure(item)}</em>"
        f"<span>{html.escape(item.reading)}</span></li>"
    )


def _row_left(title: str, question: str, takes: str) -> str:
    return (
        f'<li class="ll-left" title="{html.escape(takes)}"><i>·</i>'
        f"<b>{html.escape(title)}</b><em></em><span>{html.escape(question)}</span></li>"
    )
