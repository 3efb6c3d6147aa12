"""A model's speed in words: how long a slice takes, and how that is known.

A speed is what `services.speeds` holds of this machine, or what a card states of another; a card
may be made by other hands, so nothing of it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.vocabulary.figures import figure_text, table
from core.vocabulary.forms import finite
from dashboard.components.model_menu import sentences

Speed = Mapping[str, Any]

#: What only a speed of this machine has (`services.speeds.Speeds.of`).
ONLY_HERE = ("analyses", "n_slices")


def ms_of(speed: Speed) -> float | None:
    """Milliseconds per slice, median."""
    return finite(speed.get("ms_per_slice_median"))


def is_of_here(speed: Speed) -> bool:
    """Whether it was measured on this machine."""
    return all(key in speed for key in ONLY_HERE)


def here(speed: Speed | None) -> str:
    """`"6.8 ms per slice here"`, or that it was not timed here yet."""
    ms = None if speed is None or not is_of_here(speed) else ms_of(speed)
    return sentences.not_timed_here() if ms is None else sentences.ms_here(figure_text(ms, 1))


def how_in_short(speed: Speed) -> str:
    """`"onnx, 240 slices"` of a speed measured here; that it is the card's of another; "" where
    there is none."""
    if ms_of(speed) is None:
        return ""
    if not is_of_here(speed):
        return sentences.by_the_card()
    return f"{speed['engine']}, {_slices(speed)}"


def how_in_words(speed: Speed) -> str:
    """The same as a sentence, with where in the app it was measured."""
    if ms_of(speed) is None:
        return ""
    if not is_of_here(speed):
        return sentences.speed_by_the_card()
    return sentences.speed_measured_in(speed["analyses"], _slices(speed), speed["engine"])


def machine_text(speed: Speed) -> str:
    """`"Xeon, 2 threads, onnx"`; empty where the card doesn't tell."""
    machine = table(speed.get("machine"))
    parts = [
        str(machine.get("processor", "")),
        _threads(finite(machine.get("threads"))),
        str(speed.get("engine", "")),
    ]
    load = finite(machine.get("load"))
    if load is not None and load >= 1.0:
        parts.append(f"while busy (load {load:.1f})")
    return ", ".join(part for part in parts if part)


def _threads(count: float | None) -> str:
    if count is None:
        return ""
    return f"{count:.0f} thread" if count == 1 else f"{count:.0f} threads"


def _slices(speed: Speed) -> str:
    count = speed["n_slices"]
    return f"{count} slice" if count == 1 else f"{count} slices"
