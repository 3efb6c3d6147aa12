"""A display window as an argument: WIDTH,LEVEL in HU, or in the signal of MR."""

from __future__ import annotations

import argparse

from core.cli import sentences

#: Of 16-bit values.
MOST = 65_536


def width_and_level(text: str) -> tuple[float, float]:
    """(width, level) of "400,40".

    Raises:
        ArgumentTypeError: `text` is not a window.
    """
    parts = text.split(",")
    try:
        width, level = (float(part) for part in parts)
    except ValueError:
        width = level = float("nan")
    if not (1 <= width <= MOST and -MOST <= level <= MOST):
        raise argparse.ArgumentTypeError(sentences.not_a_window(text))
    return width, level
