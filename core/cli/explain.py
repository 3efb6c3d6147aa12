"""Show which region of a slice drove a class's score.

Writes heatmap.npy, overlay.png and explanation.json.
"""

from __future__ import annotations

import argparse

from core.cli.inputs import add_model_argument, add_out_argument, add_series_arguments, read_input
from core.cli.terminal import say
from core.labels import DISPLAY_NAMES, SLICE_CLASSES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--slice",
        metavar="N",
        type=int,
        required=True,
        dest="slice_index",
        help="slice index, 0 is the most inferior",
    )
    # Checked by core.attribution, which knows the methods; listing them here would import torch
    # for every --help.
    parser.add_argument("--method", metavar="NAME", default="grad_cam", help="default: grad_cam")
    parser.add_argument(
        "--target", choices=SLICE_CLASSES, required=True, help="which class's score"
    )
    add_out_argument(parser, "folder for the three files")
    add_model_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.attribution import explain, find_method
    from core.export import write_explanation
    from core.models import load_model

    find_method(arguments.method)  # before the reading, which takes longer
    model = load_model(arguments.model)
    series = read_input(arguments)
    explanation = explain(arguments.method, model, series, arguments.slice_index, arguments.target)
    write_explanation(explanation, series, model, arguments.out)
    scores = ", ".join(
        f"p({name}) {p:.2f}"
        for name, p in zip(SLICE_CLASSES, explanation.probabilities, strict=True)
    )
    say(f"slice {arguments.slice_index}: {scores}")
    inside = explanation.overlap.energy_in_lesion
    verdict = "no heat or no lesion on this slice" if inside is None else f"{inside:.0%}"
    say(f"{DISPLAY_NAMES[arguments.target]}: heat inside the lesion mask: {verdict}")
