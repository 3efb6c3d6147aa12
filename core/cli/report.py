"""Write the report of a CT series as a PDF: verdict, cautions, findings, images, tables, model.

Writes liverlens-report.pdf, or the file that --out names.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from core.cli.inputs import (
    add_model_argument,
    add_outlines_argument,
    add_series_arguments,
    read_input,
    with_outlines,
)
from core.cli.terminal import progress_line, say
from core.series import Series
from core.vocabulary.patient import headline_with_reasons


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--out",
        metavar="FILE.pdf|DIR",
        type=Path,
        required=True,
        help="the PDF, or a folder for liverlens-report.pdf",
    )
    add_model_argument(parser)
    add_outlines_argument(parser)
    parser.add_argument(
        "--include-name",
        action="store_true",
        help="put the patient's name and ID on it (default: a pseudonym, or none)",
    )
    parser.add_argument(
        "--no-heatmaps", action="store_true", help="omit the Grad-CAM beside the images"
    )
    parser.add_argument(
        "--uncertainty",
        action="store_true",
        help="analyse small changes of the image too, for intervals; takes nine times as long",
    )
    parser.add_argument("--json", action="store_true", help="write analysis.json too")
    parser.add_argument("--csv", action="store_true", help="write slices.csv and lesions.csv too")


def run(arguments: argparse.Namespace) -> None:
    from core.inference.test_time import VIEWS
    from core.models import load_model
    from core.pipeline import analyze
    from core.report import write_report

    model = load_model(arguments.model)
    series = read_input(arguments)
    analysis = analyze(
        series,
        model,
        progress=progress_line("slice"),
        views=VIEWS if arguments.uncertainty else 0,
    )
    analysis = with_outlines(analysis, arguments)
    written = write_report(
        analysis,
        model,
        arguments.out,
        include_name=arguments.include_name,
        subject="" if arguments.include_name else _pseudonym(series),
        heatmaps_wanted=not arguments.no_heatmaps,
        values=arguments.json,
        tables=arguments.csv,
        progress=progress_line("heatmap"),
    )
    say(f"{headline_with_reasons(analysis.patient)} ({analysis.patient.method})")
    for path in written:
        say(str(path))


def _pseudonym(series: Series) -> str:
    """The worklist's pseudonym if it has a key; the report creates neither store nor key."""
    from core.worklist.key_file import KEY_VARIABLE, load_key
    from core.worklist.location import locate

    key_file = locate().key_file
    if not os.environ.get(KEY_VARIABLE, "").strip() and not key_file.exists():
        return ""
    return f"Subject {load_key(key_file).pseudonym(series.tags, series.uid)}"
