"""List the trained models."""

from __future__ import annotations

import argparse
import json

from core.cli.terminal import say
from core.vocabulary.figures import ACCURACY, AUC_LESION, LESION_DICE, LIVER_DICE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="a JSON list, with every metric")
    parser.add_argument(
        "--time",
        action="store_true",
        help="measure milliseconds per slice on this machine, 15 s per model",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.models import available_models

    cards = available_models().values()
    speeds = {card.name: _speed(card.name) for card in cards} if arguments.time else {}
    if arguments.json:
        rows = [
            {
                "name": card.name,
                "backbone": card.backbone,
                "file": str(card.file),
                "sha256": card.sha256,
                "metrics": card.metrics,
                **({"speed": speeds[card.name]} if speeds else {}),
            }
            for card in cards
        ]
        say(json.dumps(rows, indent=2))
        return
    for card in cards:
        say(f"{card.name}  {card.file.name}  sha256 {card.sha256[:12]}  {_summary(card.metrics)}")
        if speeds:
            say(f"  {_speed_in_words(speeds[card.name])}")


def _speed(name: str) -> dict:
    from core.inference.timing import measure_speed
    from core.models import load_model

    return measure_speed(load_model(name))


def _speed_in_words(speed: dict) -> str:
    machine = speed["machine"]
    return (
        f"{speed['ms_per_slice_median']:.1f} ms per slice (95 % under "
        f"{speed['ms_per_slice_p95']:.1f}), {speed['engine']}, {machine['threads']} threads of "
        f"{machine['processor']}; load before: {machine['load']}"
    )


def _summary(metrics: dict) -> str:
    shown = (LIVER_DICE, LESION_DICE, AUC_LESION, ACCURACY)
    return ", ".join(
        f"{figure.short} {figure.text(metrics)}"
        for figure in shown
        if figure.value(metrics) is not None
    )
