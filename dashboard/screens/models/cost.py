"""What a model costs: time, size on disk, parameters; and where the time was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import ModelCard
from dashboard.components.speed_words import ONLY_HERE, is_of_here, machine_text, ms_of
from dashboard.screens.models import sentences
from dashboard.screens.models.figures import number, table

Speeds = Mapping[str, dict[str, Any]]


def speeds_of(cards: Mapping[str, ModelCard], measured_here: Speeds) -> dict[str, dict[str, Any]]:
    """Model -> speed: measured on this machine (`services.speeds`, by weights hash) if it was, else
    as the card states it."""
    return {
        name: dict(measured_here.get(card.sha256) or _stated(card)) for name, card in cards.items()
    }


def megabytes(card: ModelCard) -> float | None:
    """Size of the weights file; as the card states it where the file is missing."""
    if card.file.is_file():
        return card.file.stat().st_size / 1e6
    size = number(card.card.get("file_bytes"))
    return None if size is None else size / 1e6


def millions_of_parameters(card: ModelCard) -> float | None:
    count = number(card.card.get("parameters"))
    return None if count is None else count / 1e6


def _stated(card: ModelCard) -> dict[str, Any]:
    """The card's speed, which can't pass for one of this machine."""
    return {
        key: value for key, value in table(card.card.get("speed")).items() if key not in ONLY_HERE
    }


def where_timed(speeds: Speeds) -> str:
    """One sentence about the column of times."""
    timed = [speed for speed in speeds.values() if ms_of(speed) is not None]
    if not timed:
        return sentences.speed_not_measured()
    here = [speed for speed in timed if is_of_here(speed)]
    machines = {machine_text(speed) for speed in timed}
    if len(here) == len(timed):
        return sentences.speed_measured_here("; ".join(sorted(machines)))
    if here:
        return sentences.speed_partly_measured_here()
    if len(machines) == 1 and (machine := machines.pop()):
        return sentences.speed_as_stated(machine)
    return sentences.speed_on_different_machines()
