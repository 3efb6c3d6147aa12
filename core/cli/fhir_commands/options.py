"""What the actions of `fhir` share: the configured server, and how values are read."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.inputs import whole_number
from core.errors import UsageError
from core.laboratory.scores import AGES, AST_UPPERS

if TYPE_CHECKING:
    from core.fhir import Site
    from core.laboratory import Laboratory


def the_site() -> Site:
    """The configured server. Raises UsageError where there is none."""
    from core.fhir import configured_site, sentences
    from core.fhir.site import URL

    site = configured_site()
    if site is None:
        raise UsageError(sentences.not_configured(URL))
    return site


def add_laboratory_arguments(parser: argparse.ArgumentParser) -> None:
    """--labs, --age, --ast-upper."""
    parser.add_argument(
        "--labs",
        metavar="FILE",
        type=Path,
        help="laboratory values as CSV, JSON or FHIR Observations",
    )
    parser.add_argument(
        "--age",
        metavar="YEARS",
        type=whole_number(*AGES),
        help="for FIB-4, where the values come without a day of birth",
    )
    parser.add_argument(
        "--ast-upper",
        metavar="U/L",
        type=whole_number(*AST_UPPERS),
        help="upper limit of normal of AST, for APRI, where AST comes without a range",
    )


def laboratory_of(
    arguments: argparse.Namespace, patient_id: str, scan_day: date | None
) -> Laboratory:
    """From the file of --labs, else from the configured server."""
    if arguments.labs is not None:
        from core.laboratory import read_laboratory

        return read_laboratory(arguments.labs, patient_id=patient_id)
    from core.fhir import fetch_laboratory

    return fetch_laboratory(the_site(), patient_id, scan_day)
