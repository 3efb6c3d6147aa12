"""`train --backbone classical_baseline`: no network, so few of the options mean anything."""

from __future__ import annotations

import argparse

from core.cli import sentences
from core.cli.terminal import say
from core.errors import UsageError

#: Options of `train` that only a network has.
_NETWORK_ONLY = (
    *("steps", "learning_rate", "evaluate_every", "liver_free", "initial_encoder"),
    *("pretrained", "start_from", "teacher", "resume", "lesion_free"),
)


def train_baseline(arguments: argparse.Namespace, settings: dict, facts: dict) -> None:
    """Train and export the classical baseline.

    Args:
        settings: of `--config`. facts: for the card.

    Raises:
        UsageError: an option was given that only a network has, or a setting can't be used.
    """
    from core.training.classical import ClassicalConfig, train_classical

    for option in _NETWORK_ONLY:
        if getattr(arguments, option, None):
            raise UsageError(
                sentences.only_for_networks(option.replace("_", "-"), arguments.backbone)
            )
    if arguments.seed is not None:
        settings = {**settings, "seed": arguments.seed}
    card = train_classical(
        ClassicalConfig.from_dict(settings),
        arguments.data,
        arguments.out / "weights",
        name=arguments.name or arguments.backbone,
        split_file=arguments.split,
        facts=facts,
        report=say,
    )
    say(f"weights and card: {card.with_suffix('.onnx')}, {card}")
