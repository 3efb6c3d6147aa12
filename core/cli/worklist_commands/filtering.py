"""Options that say which records are meant; for `list` and `export`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.cli.inputs import a_date, at_least_one
from core.labels import INDETERMINATE, NOT_ASSESSABLE, SLICE_CLASSES

if TYPE_CHECKING:
    from core.worklist import Filter

#: Written out, since naming them by import would load the database for every --help; a test
#: compares.
SORTS = ("risk", "date", "category", "caution", "burden", "added")
STATUSES = ("new", "reviewed")


def add_filter_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which records")
    group.add_argument(
        "--category",
        metavar="NAME",
        action="append",
        choices=(*SLICE_CLASSES, INDETERMINATE, NOT_ASSESSABLE),
        help="normal, benign, malignant, indeterminate or not_assessable; may be said several "
        "times",
    )
    group.add_argument("--min-risk", metavar="P", type=_probability, help="p(malignant) from P on")
    group.add_argument("--max-risk", metavar="P", type=_probability, help="p(malignant) up to P")
    group.add_argument("--since", metavar="DATE", type=a_date, help="study date, YYYY-MM-DD")
    group.add_argument("--until", metavar="DATE", type=a_date, help="study date, YYYY-MM-DD")
    group.add_argument(
        "--caution",
        metavar="CODE",
        action="append",
        help="with this caution, such as non_contrast; 'any' or 'none' ask for any or no caution",
    )
    group.add_argument("--needs-review", action="store_true", help="only those that need review")
    group.add_argument("--status", choices=STATUSES)
    group.add_argument("--patient", metavar="PSEUDONYM", help="of one patient")
    group.add_argument("--model", metavar="NAME", help="by one model")
    group.add_argument(
        "--sort", choices=SORTS, default="added", help="default: added, the latest first"
    )
    group.add_argument("--reverse", action="store_true", help="the other way round")
    group.add_argument("--limit", metavar="N", type=at_least_one, help="at most N")


def read_filter(arguments: argparse.Namespace) -> Filter:
    """Raises UsageError for values that fit nothing."""
    from core.worklist import Filter

    cautions = arguments.caution or []
    has_cautions = None
    if "any" in cautions or "none" in cautions:
        has_cautions = "any" in cautions
    return Filter(
        categories=tuple(arguments.category or ()),
        min_risk=arguments.min_risk,
        max_risk=arguments.max_risk,
        since=arguments.since,
        until=arguments.until,
        caution_codes=tuple(code for code in cautions if code not in ("any", "none")),
        has_cautions=has_cautions,
        needs_review=True if arguments.needs_review else None,
        status=arguments.status,
        pseudonym=arguments.patient,
        model_name=arguments.model,
        sort=arguments.sort,
        reverse=arguments.reverse,
        limit=arguments.limit,
    )


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no probability in 0..1")
    return value
