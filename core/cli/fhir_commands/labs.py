"""Show laboratory values and ALBI, FIB-4 and APRI, from a file or the FHIR server."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core import DISCLAIMER
from core.cli import sentences
from core.cli.fhir_commands.options import add_laboratory_arguments, laboratory_of
from core.cli.inputs import a_past_date
from core.cli.terminal import say, table
from core.errors import UsageError
from core.operator_files import read_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_laboratory_arguments(parser)
    parser.add_argument(
        "--patient-id-file",
        metavar="FILE",
        type=Path,
        help="ask the server for the patient whose ID this file holds (- for standard input): an "
        "ID on the command line would be in the shell's history and the list of processes",
    )
    parser.add_argument(
        "--scan-date",
        metavar="DATE",
        type=a_past_date,
        help="YYYY-MM-DD: the values nearest to it count, and those far from it are marked",
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> None:
    from core.laboratory import scores
    from core.laboratory.plain import plain_laboratory
    from core.laboratory.scores import doubts_of
    from core.laboratory.sentences import never_changes_the_score

    patient_id = _patient_id(arguments.patient_id_file)
    if arguments.labs is None and not patient_id:
        raise UsageError(sentences.file_or_patient())
    day = arguments.scan_date
    laboratory = laboratory_of(arguments, patient_id, day)
    found = scores(laboratory, day, age_years=arguments.age, ast_upper_u_l=arguments.ast_upper)
    if arguments.json:
        content = {"disclaimer": DISCLAIMER, **plain_laboratory(laboratory, found, day)}
        say(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
        return
    table(
        ("test", "value", "converted", "date", "range", ""),
        [
            (
                one.test.name,
                one.text,
                one.converted_text,
                one.day.isoformat(),
                one.range_text,
                one.flag,
            )
            for one in laboratory.values
        ],
    )
    for score in found:
        say(f"{score.quantity.title}: {score.text or score.obstacle}")
        for doubt in score.doubts:
            say(f"  {doubt}")
    nearest = {laboratory.nearest(one.test, day) for one in laboratory.values}
    far = {doubt for one in nearest if one is not None for doubt in doubts_of(one, day)}
    for note in (*laboratory.notes, *sorted(far - {d for s in found for d in s.doubts})):
        say(f"Note: {note}")
    say(f"{never_changes_the_score()} {DISCLAIMER}")


def _patient_id(path: Path | None) -> str:
    if path is None:
        return ""
    if str(path) == "-":
        path = Path("/dev/stdin")
    try:
        return read_text(path).strip()
    except UnicodeDecodeError as error:
        raise UsageError(sentences.patient_id_is_no_text(path.name)) from error
