"""Score a model on labelled slices; writes metrics.json."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.figures import summary_lines
from core.cli.inputs import add_out_argument
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", required=True, help="as listed by `models`")
    parser.add_argument(
        "--data",
        metavar="FILE.npz",
        type=Path,
        required=True,
        action="append",
        help="labelled slices; may be given several times",
    )
    parser.add_argument(
        "--split",
        choices=("all", "test", "val"),
        default="test",
        help="the test (default) or validation subjects that the model card names, or every slice",
    )
    parser.add_argument(
        "--split-file",
        metavar="FILE.json",
        type=Path,
        help="take the test and validation subjects from this file instead of the card; for the "
        "shipped models: core/training/splits/shipped.json",
    )
    parser.add_argument(
        "--by",
        metavar="COLUMN",
        action="append",
        default=[],
        help="also print the figures for each value of this column of the data, such as phase or "
        "source; may be given several times",
    )
    add_out_argument(parser, "folder for metrics.json")
    parser.add_argument(
        "--update-card",
        action="store_true",
        help="also put the test and validation figures on the model's card, in weights/; the "
        "limits of outlined lesions and the rule for patients are chosen again, on the validation "
        "subjects",
    )
    parser.add_argument(
        "--lesion-free",
        metavar="INPUT",
        type=Path,
        action="append",
        default=[],
        help="with --update-card: a CT series without lesions; false lesions are counted in it at "
        "each threshold, for the card; may be given several times",
    )
    parser.add_argument(
        "--time",
        action="store_true",
        help="with --update-card: measure milliseconds per slice too, on an idle machine",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.models import load_model
    from core.training.data import load_slices
    from core.training.evaluate import evaluate_checkpoint, write_metrics
    from core.training.split import read_split

    model = load_model(arguments.model)
    subjects = None
    if arguments.split_file and arguments.split != "all":
        subjects = read_split(arguments.split_file, load_slices(arguments.data))[arguments.split]
    metrics = evaluate_checkpoint(
        model, arguments.data, split=arguments.split, subjects=subjects, by=arguments.by
    )
    write_metrics(metrics, arguments.out)
    for line in summary_lines(metrics, arguments.by):
        say(line)
    if arguments.update_card:
        from core.training.card import measure_again

        card = measure_again(
            model,
            arguments.data,
            split_file=arguments.split_file,
            lesion_free=arguments.lesion_free,
            timed=arguments.time,
        )
        say(f"card: {card}")
