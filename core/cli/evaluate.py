"""Score a model on labelled slices; writes metrics.json."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.inputs import add_out_argument
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", required=True, help="as `models` lists it")
    parser.add_argument("--data", metavar="FILE.npz", type=Path, required=True)
    parser.add_argument(
        "--split",
        choices=("all", "test"),
        default="test",
        help="the test subjects that the model card names (default), or every slice",
    )
    add_out_argument(parser, "folder for metrics.json")


def run(arguments: argparse.Namespace) -> None:
    from core.models import load_model
    from core.training.evaluate import evaluate_checkpoint, write_metrics

    model = load_model(arguments.model)
    metrics = evaluate_checkpoint(model, arguments.data, split=arguments.split)
    write_metrics(metrics, arguments.out)
    say(f"{metrics['n_slices']} slices of {metrics['n_subjects']} subjects")
    for name in ("liver_dice", "lesion_dice", "accuracy", "macro_f1", "auc_lesion", "ece"):
        if metrics[name] is not None:
            say(f"{name} {metrics[name]:.3f}")
