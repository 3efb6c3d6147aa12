"""--whole-series of `python -m core explain`: Grad-CAM of every slice as one volume."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping

from core.cli import sentences
from core.cli.inputs import read_input
from core.cli.terminal import progress_line, say
from core.errors import UsageError

METHOD = "grad_cam"


def add_slice_choice(parser: argparse.ArgumentParser) -> None:
    """--slice N, or --whole-series."""
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--slice",
        metavar="N",
        type=int,
        dest="slice_index",
        help="slice index, 0 is the most inferior",
    )
    choice.add_argument(
        "--whole-series",
        action="store_true",
        help="Grad-CAM of every slice instead: writes heatmap.nii.gz, float32 on the CT's grid, "
        "and explanation.json",
    )


def explain_whole_series(arguments: argparse.Namespace, parameters: Mapping[str, str]) -> None:
    """Write the two files and say how long it took.

    Raises:
        UsageError: another method than Grad-CAM was asked for, or `series_grad_cam` can't do this
            target, layer or model.
    """
    from core.attribution import series_grad_cam
    from core.export import write_series_heat
    from core.models import load_model

    if arguments.method != METHOD or arguments.smooth_samples:
        raise UsageError(sentences.whole_series_needs(METHOD))
    model = load_model(arguments.model)
    series = read_input(arguments)
    started = time.perf_counter()
    heat = series_grad_cam(
        model,
        series,
        arguments.target,
        layer=parameters.get("layer", ""),
        progress=progress_line("slice"),
    )
    seconds = time.perf_counter() - started
    write_series_heat(heat, series, model, arguments.out)
    hottest = int(heat.maps.reshape(heat.n_slices, -1).max(axis=1).argmax())
    if heat.maps.any():
        say(f"{heat.n_slices} slices, {seconds:.1f} s; the hottest point lies on slice {hottest}")
    else:
        say(f"{heat.n_slices} slices, {seconds:.1f} s; no heat on any of them")
