"""Train a backbone on labelled slices, and describe the best weights in a model card.

The run goes to DIR; weights and card go to DIR/weights, which LIVERLENS_WEIGHTS_DIR may name.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.inputs import add_out_argument, at_least_one
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="FILE.npz", type=Path, required=True)
    parser.add_argument("--backbone", metavar="TIMM_NAME", required=True)
    add_out_argument(parser, "folder for the weights and the curve")
    parser.add_argument("--name", help="of the model (default: the backbone's)")
    parser.add_argument("--steps", type=at_least_one, default=3000)
    parser.add_argument("--learning-rate", type=float, default=1.2e-3)
    parser.add_argument("--evaluate-every", type=at_least_one, default=150, metavar="STEPS")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--liver-free", metavar="FILE.npz", type=Path, help="slices without liver, array `image`"
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--initial-encoder", metavar="FILE", type=Path, help="state dict with ImageNet weights"
    )
    start.add_argument(
        "--pretrained", action="store_true", help="fetch ImageNet weights (needs a connection)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from last.pth in --out")


def run(arguments: argparse.Namespace) -> None:
    from core.training.card import export_model
    from core.training.train import TrainingConfig, run_training

    config = TrainingConfig(
        backbone=arguments.backbone,
        steps=arguments.steps,
        learning_rate=arguments.learning_rate,
        evaluate_every=arguments.evaluate_every,
        seed=arguments.seed,
    )
    run_training(
        config,
        arguments.data,
        arguments.out,
        liver_free=arguments.liver_free,
        initial_encoder=arguments.initial_encoder,
        pretrained=arguments.pretrained,
        resume=arguments.resume,
        report=say,
    )
    card = export_model(
        arguments.out,
        arguments.data,
        arguments.out / "weights",
        name=arguments.name or arguments.backbone,
    )
    say(f"weights and card: {card.with_suffix('.pth')}, {card}")
