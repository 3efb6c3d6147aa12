"""Analyse a CT series and write the results with the PDF as one FHIR transaction Bundle."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from core.cli.fhir_commands.options import add_laboratory_arguments, laboratory_of
from core.cli.inputs import (
    add_model_argument,
    add_outlines_argument,
    add_series_arguments,
    read_input,
    with_outlines,
)
from core.cli.terminal import progress_line, say
from core.vocabulary.patient import headline_with_reasons


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--out", metavar="FILE.json", type=Path, required=True, help="the Bundle, for its owner"
    )
    add_model_argument(parser)
    add_outlines_argument(parser)
    add_laboratory_arguments(parser)
    parser.add_argument(
        "--include-name",
        action="store_true",
        help="put the patient's name and ID on the PDF too; the Bundle itself always has the ID",
    )
    parser.add_argument(
        "--no-heatmaps", action="store_true", help="omit the Grad-CAM beside the images"
    )


def run(arguments: argparse.Namespace) -> None:
    from core.atomic_write import atomic_file
    from core.fhir import configured_site, result_bundle, sentences
    from core.fhir.bundle import check_study
    from core.laboratory.shown import Shown
    from core.models import load_model
    from core.pipeline import analyze
    from core.report import report_pdf
    from core.series import header_date

    model = load_model(arguments.model)
    series = read_input(arguments)
    # What would stop the Bundle is told before the long work.
    check_study(series)
    site = configured_site()
    shown = None
    if arguments.labs is not None:
        values = laboratory_of(arguments, series.tags.patient_id, header_date(series.tags))
        shown = Shown(values, arguments.age, arguments.ast_upper)
    analysis = with_outlines(analyze(series, model, progress=progress_line("slice")), arguments)
    pdf = report_pdf(
        analysis,
        model,
        include_name=arguments.include_name,
        heatmaps_wanted=not arguments.no_heatmaps,
        laboratory=shown,
        progress=progress_line("heatmap"),
    )
    bundle = result_bundle(analysis, pdf, id_system=site.id_system if site else "")
    with atomic_file(arguments.out) as part:
        part.unlink(missing_ok=True)
        # It names a patient: nobody else may read it.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(bundle, stream, indent=1, allow_nan=False)
            stream.write("\n")
    say(f"{headline_with_reasons(analysis.patient)} ({analysis.patient.method})")
    say(f"{arguments.out}: {len(bundle['entry'])} resources")
    say(sentences.holds_the_patients_id(arguments.out.name))
