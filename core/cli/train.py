"""Train a backbone on labelled slices; the best weights go to best.pth."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.inputs import add_out_argument
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="FILE.npz", type=Path, required=True)
    parser.add_argument("--backbone", metavar="TIMM_NAME", required=True)
    add_out_argument(parser, "folder for the weights and the curve")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--learning-rate", type=float, default=1.2e-3)
    parser.add_argument("--evaluate-every", type=int, default=150, metavar="STEPS")
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
    from core.training.train import TrainingConfig, run_training

    config = TrainingConfig(
        backbone=arguments.backbone,
        steps=arguments.steps,
        learning_rate=arguments.learning_rate,
        evaluate_every=arguments.evaluate_every,
        seed=arguments.seed,
    )
    result = run_training(
        config,
        arguments.data,
        arguments.out,
        liver_free=arguments.liver_free,
        initial_encoder=arguments.initial_encoder,
        pretrained=arguments.pretrained,
        resume=arguments.resume,
        report=say,
    )
    say(f"best weights: {result.checkpoint}")
