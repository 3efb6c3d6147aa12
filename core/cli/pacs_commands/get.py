"""Get the series of a study that suits best, or those that are named, into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.pacs_commands.asking import (
    add_query_arguments,
    archive_of,
    query_of,
    the_one_study,
)
from core.cli.terminal import progress_line, say

if TYPE_CHECKING:
    from core.pacs import Choice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_query_arguments(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--series", metavar="UID", nargs="+", help="these series, suited or not")
    which.add_argument("--all", action="store_true", help="every series of the study")
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=True,
        help="folder that gets one folder for each series; names of files say nothing of a patient",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.consent import read_consent
    from core.pacs import FolderTarget, choose_series, fetch_series, series_of
    from core.pacs.uids import name_of

    archive = archive_of(arguments)
    study = the_one_study(archive, query_of(arguments))
    read_consent().check(study.study_uid)
    choices = choose_series(series_of(study, archive.find_series(study.study_uid)))
    for choice in _wanted(archive.site.name, choices, arguments):
        series = choice.series
        folder = arguments.out / name_of(series.study_uid, series.series_uid)
        came = fetch_series(archive, series, FolderTarget(folder), progress=progress_line("file"))
        say(f"{folder}  {came.n_files} files, {series.description or '-'}: {choice.why}")


def _wanted(site: str, choices: tuple[Choice, ...], arguments: argparse.Namespace) -> list[Choice]:
    """Raises PacsError for a series that is not there, or where none suits."""
    from core.errors import PacsError
    from core.pacs import sentences

    if arguments.all:
        return list(choices)
    if not arguments.series:
        if not choices or not choices[0].is_suited:
            raise PacsError(sentences.nothing_fits(site))
        return [choices[0]]
    by_uid = {one.series.series_uid: one for one in choices}
    for uid in arguments.series:
        if uid not in by_uid:
            raise PacsError(sentences.no_such_series(site, uid))
    return [by_uid[uid] for uid in dict.fromkeys(arguments.series)]
