"""List the studies that fit; with --study or --series, their series and how they suit."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from core.cli.inputs import at_least_one
from core.cli.pacs_commands.asking import add_query_arguments, archive_of, query_of
from core.cli.terminal import say, table

if TYPE_CHECKING:
    from core.pacs import Choice, FoundSeries, FoundStudy

_STUDY_HEAD = ("study", "patient", "name", "date", "accession", "kinds", "series", "images", "text")
_SERIES_HEAD = ("series", "number", "kind", "images", "text", "suits", "why")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_query_arguments(parser)
    parser.add_argument("--limit", metavar="N", type=at_least_one, help="at most N studies")
    parser.add_argument("--series", action="store_true", help="the series of each study too")
    parser.add_argument("--json", action="store_true", help="one object per line")


def run(arguments: argparse.Namespace) -> None:
    from core.pacs import choose_series

    archive = archive_of(arguments)
    found = archive.find_studies(query_of(arguments), arguments.limit)
    with_series = arguments.series or bool(arguments.study)
    if not arguments.json and not with_series:
        table(_STUDY_HEAD, [_study(one) for one in found.rows])
    for study in found.rows if with_series or arguments.json else ():
        choices: tuple[Choice, ...] = ()
        if with_series:
            choices = choose_series(archive.find_series(study.study_uid))
        if arguments.json:
            say(
                json.dumps(
                    {
                        **_told(study, "asked_patient_id"),
                        "series": [_values(one) for one in choices],
                    }
                )
            )
        else:
            table(_STUDY_HEAD, [_study(study)])
            table(_SERIES_HEAD, [_series(one, first=one is choices[0]) for one in choices])
    if not arguments.json:
        more = "; there are more: ask for less" if found.is_cut else ""
        left = f"; {found.n_unusable} without a UID left out" if found.n_unusable else ""
        noun = "study" if len(found.rows) == 1 else "studies"
        say(f"{len(found.rows)} {noun}{more}{left}.")


def _study(study: FoundStudy) -> tuple[str, ...]:
    return (
        study.study_uid,
        study.patient_id or "-",
        study.patient_name or "-",
        study.date or "-",
        study.accession or "-",
        "/".join(study.modalities) or "-",
        _number(study.n_series),
        _number(study.n_instances),
        study.description or "-",
    )


def _series(choice: Choice, *, first: bool) -> tuple[str, ...]:
    series = choice.series
    suits = "no" if not choice.is_suited else "best" if first else "yes"
    return (
        series.series_uid,
        _number(series.number),
        series.modality or "-",
        _number(series.n_instances),
        series.description or "-",
        suits,
        choice.why,
    )


def _values(choice: Choice) -> dict[str, object]:
    chosen = {"suited": choice.is_suited, "points": choice.points, "reasons": choice.reasons}
    return {**_told(choice.series, "patient_id"), **chosen}


def _told(row: FoundStudy | FoundSeries, without: str) -> dict[str, object]:
    """What the archive told of it, and not what its files are compared with."""
    return {name: value for name, value in asdict(row).items() if name != without}


def _number(count: int | None) -> str:
    return "-" if count is None else str(count)
