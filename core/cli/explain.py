"""Show which region of a slice drove a class's score.

Writes heatmap.npy, overlay.png and explanation.json; of a whole series heatmap.nii.gz.
"""

from __future__ import annotations

import argparse

from core.cli.explain_options import add_method_options, method_parameters
from core.cli.inputs import add_model_argument, add_out_argument, add_series_arguments, read_input
from core.cli.quality import add_quality_argument, say_quality, take_quality
from core.cli.terminal import say
from core.cli.whole_series import add_slice_choice, explain_whole_series
from core.cli.window import width_and_level
from core.labels import DISPLAY_NAMES, EXPLAINED, LESION, SLICE_CLASSES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    add_slice_choice(parser)
    add_method_options(parser)
    parser.add_argument(
        "--target",
        choices=EXPLAINED,
        required=True,
        help="which class's score; lesion: how sure the mask is of a lesion",
    )
    add_quality_argument(parser)
    parser.add_argument(
        "--nifti", action="store_true", help="write heatmap.nii.gz too: one slice, in place"
    )
    # The default stands in core.export, whose import --help must not wait for.
    parser.add_argument(
        "--window",
        metavar="WIDTH,LEVEL",
        type=width_and_level,
        help="the values from black to white in overlay.png (default: those that show the "
        "liver of a CT, 160 HU wide; the signal of the body of MR)",
    )
    add_out_argument(parser, "folder for the files")
    add_model_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.attribution import explain, find_method
    from core.export import write_explanation
    from core.models import load_model

    # Before the reading, which takes longer.
    method, parameters = find_method(arguments.method), method_parameters(arguments)
    method.values(parameters)
    if arguments.whole_series:
        explain_whole_series(arguments, parameters)
        return
    model = load_model(arguments.model)
    series = read_input(arguments)
    explanation = explain(
        arguments.method,
        model,
        series,
        arguments.slice_index,
        arguments.target,
        parameters=parameters,
        smooth_samples=arguments.smooth_samples,
    )
    quality = take_quality(arguments.quality, model, series, explanation)
    write_explanation(
        explanation,
        series,
        model,
        arguments.out,
        quality,
        nifti=arguments.nifti,
        window=arguments.window,
    )
    scores = ", ".join(
        f"p({name}) {p:.2f}"
        for name, p in zip(SLICE_CLASSES, explanation.probabilities, strict=True)
    )
    say(f"slice {arguments.slice_index}: {scores}")
    inside = explanation.overlap.energy_in_lesion
    verdict = "no heat or no lesion on this slice" if inside is None else f"{inside:.0%}"
    name = "Lesion mask" if arguments.target == LESION else DISPLAY_NAMES[arguments.target]
    say(f"{name}: heat inside the lesion mask: {verdict}")
    if explanation.convergence_delta is not None:
        say(f"sum of the heatmap less the score's difference: {explanation.convergence_delta:+.4f}")
    say_quality(quality)
