"""What a model costs: time, size on disk, parameters; and on which machine the time was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import ModelCard
from dashboard.screens.models import sentences
from dashboard.screens.models.figures import number, table

Speeds = Mapping[str, dict[str, Any]]


def speeds_of(cards: Mapping[str, ModelCard], measured_here: Speeds) -> dict[str, dict[str, Any]]:
    """Model -> speed: measured here if it was (by weights hash), else as the card states it."""
    return {
        name: dict(measured_here.get(card.sha256) or table(card.card.get("speed")))
        for name, card in cards.items()
    }


def ms_of(speed: dict[str, Any]) -> float | None:
    """Milliseconds per slice, median."""
    return number(speed.get("ms_per_slice_median"))


def megabytes(card: ModelCard) -> float | None:
    """Size of the weights file; as the card states it where the file is missing."""
    if card.file.is_file():
        return card.file.stat().st_size / 1e6
    size = number(card.card.get("file_bytes"))
    return None if size is None else size / 1e6


def millions_of_parameters(card: ModelCard) -> float | None:
    count = number(card.card.get("parameters"))
    return None if count is None else count / 1e6


def machine_text(speed: dict[str, Any]) -> str:
    """`"Xeon, 2 threads, onnx"`; empty where the card doesn't tell."""
    machine = table(speed.get("machine"))
    parts = [
        str(machine.get("processor", "")),
        _threads(number(machine.get("threads"))),
        str(speed.get("engine", "")),
    ]
    load = number(machine.get("load"))
    if load is not None and load >= 1.0:
        parts.append(f"while busy (load {load:.1f})")
    return ", ".join(part for part in parts if part)


def _threads(count: float | None) -> str:
    if count is None:
        return ""
    return f"{count:.0f} thread" if count == 1 else f"{count:.0f} threads"


def where_timed(speeds: Speeds, measured_here: Speeds, cards: Mapping[str, ModelCard]) -> str:
    """One sentence about the column of times."""
    timed = {name: speed for name, speed in speeds.items() if ms_of(speed) is not None}
    if not timed:
        return sentences.speed_not_measured()
    here = [name for name in timed if cards[name].sha256 in measured_here]
    machines = {machine_text(speed) for speed in timed.values()}
    if len(here) == len(timed):
        return sentences.speed_measured_here("; ".join(sorted(machines)))
    if here:
        return sentences.speed_partly_measured_here()
    if len(machines) == 1 and (machine := machines.pop()):
        return sentences.speed_as_stated(machine)
    return sentences.speed_on_different_machines()
