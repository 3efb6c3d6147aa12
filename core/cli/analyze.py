"""Score every slice of a CT series, outline and measure lesions, summarise the patient.

Writes analysis.json, slices.csv, lesions.csv and segmentation.nii.gz; with --dicom, DICOM objects
into the folder dicom beside them.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cli.export_commands.dicom import add_without_name_argument, write_and_say
from core.cli.inputs import (
    add_engine_argument,
    add_model_argument,
    add_out_argument,
    add_outlines_argument,
    add_series_arguments,
    read_input,
    with_outlines,
)
from core.cli.terminal import lesions, progress_line, say
from core.errors import UsageError
from core.vocabulary.forms import interval
from core.vocabulary.patient import (
    P_CLASS,
    VERDICT,
    headline_with_reasons,
    outside_text,
    verdict_interval,
)

if TYPE_CHECKING:  # torch stands behind them, which takes seconds to import
    from core.models import Model
    from core.pipeline import Analysis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    add_out_argument(parser, "folder for the four files")
    add_model_argument(parser)
    add_engine_argument(parser)
    add_outlines_argument(parser)
    parser.add_argument(
        "--uncertainty",
        action="store_true",
        help="analyse small changes of the image too, for intervals; takes nine times as long",
    )
    parser.add_argument(
        "--dicom",
        action="store_true",
        help="write the results as DICOM objects too, into DIR/dicom",
    )
    add_without_name_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.export import write_analysis
    from core.inference.test_time import VIEWS
    from core.models import load_model
    from core.pipeline import analyze

    model = load_model(arguments.model)
    started = time.perf_counter()
    series = read_input(arguments)
    read = time.perf_counter() - started
    analysis = analyze(
        series,
        model,
        progress=progress_line("slice"),
        engine=arguments.engine,
        views=VIEWS if arguments.uncertainty else 0,
    )
    seconds = {"read": read, **analysis.seconds, "total": read + analysis.seconds["total"]}
    analysis = with_outlines(replace(analysis, seconds=seconds), arguments)
    write_analysis(analysis, arguments.out)
    if arguments.dicom:
        _write_dicom(analysis, model, arguments)

    patient = analysis.patient
    scores = [P_CLASS[name] for name in patient.probabilities()]
    outside = outside_text(patient)
    outside = f". Scores {outside}" if outside else ""
    say(
        f"{headline_with_reasons(patient)}{outside}: "
        f"{', '.join(f'{one.title} {one.text(patient)}' for one in scores)} ({patient.method})"
    )
    bounds = verdict_interval(patient)
    if bounds is not None:
        say(f"{VERDICT.title} {interval(*bounds)} under small changes of the image")
    if patient.needs_review:
        say(f"Needs review: {patient.review_reason}")
    say(f"{series.n_slices} slices, {lesions(len(analysis.lesions))}, {seconds['total']:.1f} s")
    for sentence in (*series.warnings, *(caution.sentence for caution in analysis.cautions)):
        say(f"Caution: {sentence}")


def _write_dicom(analysis: Analysis, model: Model, arguments: argparse.Namespace) -> None:
    """The objects, or why there can be none: the other files are there either way."""
    from core.dicom_results import refuse_without_dicom

    try:
        refuse_without_dicom(analysis.series)
    except UsageError as reason:
        say(f"Note: {reason}")
        return
    write_and_say(analysis, model, arguments.out / "dicom", without_name=arguments.without_name)
