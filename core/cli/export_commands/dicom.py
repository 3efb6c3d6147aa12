"""Analyse a CT series and write the results as DICOM objects of its study.

They are new series: SEG, structured report, key images, report, heatmap. Patient and examination
stand in them as in the CT, because an archive files them by that.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.inputs import (
    add_engine_argument,
    add_model_argument,
    add_out_argument,
    add_outlines_argument,
    add_series_arguments,
    read_input,
    with_outlines,
)
from core.cli.terminal import progress_line, say
from core.vocabulary.patient import headline_with_reasons

if TYPE_CHECKING:  # torch stands behind them, which takes seconds to import
    from core.models import Model
    from core.pipeline import Analysis

#: `core.dicom_results.KINDS`, whose import takes seconds.
KINDS = ("seg", "sr", "sc", "pdf", "map")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    add_out_argument(parser, "folder for the DICOM files")
    add_model_argument(parser)
    add_engine_argument(parser)
    add_outlines_argument(parser)
    parser.add_argument(
        "--kind",
        choices=KINDS,
        nargs="+",
        default=KINDS,
        help="seg: outlines; sr: measurements; sc: key images; pdf: the report; map: the heatmap "
        "(default: all)",
    )
    add_without_name_argument(parser)


def add_without_name_argument(parser: argparse.ArgumentParser) -> None:
    """--without-name."""
    parser.add_argument(
        "--without-name",
        action="store_true",
        help="leave name, ID, birth date, sex and accession number of the patient out of the "
        "DICOM files (default: as in the CT)",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.dicom_results import refuse_without_dicom
    from core.models import load_model
    from core.pipeline import analyze

    model = load_model(arguments.model)
    series = read_input(arguments)
    # Before the long work.
    refuse_without_dicom(series)
    analysis = analyze(series, model, progress=progress_line("slice"), engine=arguments.engine)
    analysis = with_outlines(analysis, arguments)
    write_and_say(analysis, model, arguments.out, arguments.kind, arguments.without_name)
    say(f"{headline_with_reasons(analysis.patient)} ({analysis.patient.method})")


def write_and_say(
    analysis: Analysis,
    model: Model,
    out: Path,
    kinds: tuple[str, ...] = KINDS,
    without_name: bool = False,
) -> None:
    """Write the objects; say which, and why others are missing."""
    from core.dicom_results import write_dicom_results

    written, left_out = write_dicom_results(
        analysis,
        model,
        out,
        kinds=kinds,
        include_name=not without_name,
        progress=progress_line("object"),
    )
    for path in written:
        say(str(path))
    for reason in left_out:
        say(f"Note: {reason}")
