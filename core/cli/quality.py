"""--quality of `python -m core explain`: how far the heatmap can be trusted."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.cli.terminal import progress_line, say

if TYPE_CHECKING:
    from core.attribution import Explanation
    from core.attribution.quality import Quality
    from core.models import Model
    from core.series import Series

LEVELS = ("none", "quick", "full")


def add_quality_argument(parser: argparse.ArgumentParser) -> None:
    """--quality."""
    parser.add_argument(
        "--quality",
        choices=LEVELS,
        default="quick",
        help="how far to trust the heatmap: quick compares it with the mask, full also tests it "
        "on the network, which may take minutes (default: quick)",
    )


def take_quality(
    level: str, model: Model, series: Series, explanation: Explanation
) -> Quality | None:
    """The measures of that level; None for "none"."""
    from core.attribution.quality import ALL, QUICK, measure_quality

    if level == "none":
        return None
    measures = ALL if level == "full" else QUICK
    return measure_quality(
        model, series, explanation, measures=measures, progress=progress_line("quality")
    )


def say_quality(quality: Quality | None) -> None:
    """One line per measure: its light and its reading."""
    for item in quality.items if quality else ():
        light = "no light" if item.light == "none" else item.light
        say(f"{item.title} ({light}): {item.reading}")
