"""List the trained models."""

from __future__ import annotations

import argparse
import json

from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="a JSON list, with every metric")


def run(arguments: argparse.Namespace) -> None:
    from core.models import available_models

    cards = available_models().values()
    if arguments.json:
        rows = [
            {
                "name": card.name,
                "backbone": card.backbone,
                "file": str(card.file),
                "sha256": card.sha256,
                "metrics": card.metrics,
            }
            for card in cards
        ]
        say(json.dumps(rows, indent=2))
        return
    for card in cards:
        say(f"{card.name}  {card.file.name}  sha256 {card.sha256[:12]}  {_summary(card.metrics)}")


def _summary(metrics: dict) -> str:
    shown = ("liver_dice", "lesion_dice", "auc_lesion", "accuracy")
    return ", ".join(
        f"{name} {metrics[name]:.3f}" for name in shown if isinstance(metrics.get(name), float)
    )
