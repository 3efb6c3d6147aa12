"""A display window as an argument: WIDTH,LEVEL in HU."""

from __future__ import annotations

import argparse

from core.cli import sentences


def width_and_level(text: str) -> tuple[float, float]:
    """(width, level) in HU of "400,40".

    Raises:
        ArgumentTypeError: `text` is not a window.
    """
    parts = text.split(",")
    try:
        width, level = (float(part) for part in parts)
    except ValueError:
        width = level = float("nan")
    if not (1 <= width <= 10_000 and -2000 <= level <= 5000):
        raise argparse.ArgumentTypeError(sentences.not_a_window(text))
    return width, level
