"""Follow the lesions of one patient from scan to scan: matched, measured, added up.

Writes follow_up.json and follow_up.csv.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import (
    a_date,
    add_engine_argument,
    add_model_argument,
    add_out_argument,
    at_least_one,
)
from core.cli.terminal import lesions, progress_line, say
from core.errors import FollowUpError, InputError, UsageError
from core.vocabulary.lesion import DIAMETER, VOLUME
from core.vocabulary.patient import LESION_VOLUME, LIVER_VOLUME, VERDICT

if TYPE_CHECKING:
    from core.follow_up import FollowUp, Scan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        metavar="SCAN",
        nargs="*",
        type=Path,
        help="two or more scans, the earliest first: each a folder, zip or file with one series",
    )
    add_out_argument(parser, "folder for the two files")
    add_model_argument(parser)
    parser.add_argument(
        "--from-store",
        metavar="PSEUDONYM",
        help="compare what the worklist holds of that patient, in place of SCAN",
    )
    parser.add_argument(
        "--record",
        metavar="RECORD",
        type=at_least_one,
        action="append",
        help="with --from-store: this record and the others so named (default: one a day, by the "
        "model that saw the most series)",
    )
    parser.add_argument(
        "--dates",
        metavar="DATE,DATE,..",
        type=_dates,
        help="one for each SCAN, as 2026-01-31, where the headers have none",
    )
    parser.add_argument(
        "--same-patient",
        action="store_true",
        help="you know that the scans are of one patient, whatever their headers say",
    )
    add_engine_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.export.follow_up import write_follow_up
    from core.follow_up import follow_up

    if arguments.from_store:
        if arguments.inputs:
            raise UsageError(sentences.scans_and_patient())
        if arguments.dates:
            raise UsageError(sentences.dates_are_for_scans())
        scans = _from_store(arguments.from_store, arguments.record)
        order_given = bool(arguments.record)
    else:
        if arguments.record:
            raise UsageError(sentences.record_is_for_patients())
        if len(arguments.inputs) < 2:
            raise UsageError(sentences.too_few_scans())
        scans, order_given = _analysed(arguments), True
    result = follow_up(scans, order_given=order_given, same_patient=arguments.same_patient)
    write_follow_up(result, arguments.out)
    for line in summary_lines(result):
        say(line)


def summary_lines(result: FollowUp) -> list[str]:
    """The follow-up for a person; slices count from 0, as in the files."""
    from core.follow_up import TITLE

    lines = [
        f"{scan.label} ({scan.study_date or 'no date'}): {VERDICT.title} {VERDICT.text(scan)}, "
        f"liver {LIVER_VOLUME.with_unit(scan)}, {lesions(len(scan.lesions))}, "
        f"{LESION_VOLUME.with_unit(scan)}"
        for scan in result.scans
    ]
    lines += [alignment.words for alignment in result.alignments]
    for track in result.tracks:
        sizes = " -> ".join(
            "not found" if one is None else f"{DIAMETER.with_unit(one)} ({VOLUME.with_unit(one)})"
            for one in track.seen
        )
        change = result.since_first(track)
        rate = (
            f", doubling in {change.doubling_days:.0f} days"
            if (change and change.doubling_days)
            else ""
        )
        lines.append(f"Lesion {track.id}, {track.status()}: {sizes}{rate}")
        lines += [f"  {note}" for note in track.notes]
    sums = result.sums
    if sums.missing:
        lines.append(f"{TITLE}: {sums.missing}")
    else:
        lines.append(
            f"{TITLE}: sum of lesions {', '.join(map(str, sums.targets))}: "
            + " -> ".join(f"{one.sum_mm:.1f} mm" for one in sums.sums)
        )
        last = sums.sums[-1]
        lines.append(f"  {last.word}: {last.reason}")
    lines += [f"Caution: {caution}" for caution in result.cautions]
    return lines


def _analysed(arguments: argparse.Namespace) -> list[Scan]:
    """Read all headers before the first analysis, which takes longer."""
    from core.dicom import load_series
    from core.follow_up import scan_of_analysis
    from core.follow_up.order import check_scans, order_scans
    from core.follow_up.scans import identity_of
    from core.models import load_model
    from core.pipeline import analyze

    paths = arguments.inputs
    dates = arguments.dates or [None] * len(paths)
    if len(dates) != len(paths):
        raise UsageError(sentences.dates_do_not_match(len(dates), len(paths)))
    model = load_model(arguments.model)
    series = []
    for path in paths:
        try:
            series.append(load_series([path], progress=progress_line("reading")))
        except InputError as error:
            message = str(error)
            raise FollowUpError(
                message if path.name in message else f"{path}: {message}"
            ) from error
    labels = _labels(paths)
    known = list(zip(series, labels, dates, strict=True))
    identities = [identity_of(one, label, study_date=day) for one, label, day in known]
    check_scans(identities, same_patient=arguments.same_patient)
    order_scans(identities, order_given=True)
    return [
        scan_of_analysis(
            analyze(one, model, progress=progress_line("slice"), engine=arguments.engine),
            label,
            study_date=day,
        )
        for one, label, day in known
    ]


def _labels(paths: list[Path]) -> list[str]:
    """Their names, or their paths where two have the same name."""
    names = [path.name or str(path) for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def _from_store(pseudonym: str, numbers: list[int] | None) -> list[Scan]:
    from core.follow_up import choose_records, scan_of_record
    from core.worklist import Filter, Store

    store = Store.open()
    if numbers:
        records = [store.get(number) for number in numbers]
        # Of several, one will do: --same-patient joins one person's pseudonyms.
        if pseudonym not in {record.pseudonym for record in records}:
            raise FollowUpError(
                f"No --record that you named is of patient {pseudonym}: `worklist list --patient "
                f"{pseudonym}` shows which are."
            )
    else:
        of_patient = store.list(Filter(pseudonym=pseudonym))
        if not of_patient:
            raise FollowUpError(
                f"The worklist {store.place} holds nothing of patient {pseudonym}: `worklist list` "
                "shows who is in it."
            )
        records = list(choose_records(of_patient))
        if len(records) < 2:
            raise FollowUpError(
                f"The worklist holds one day's scan of patient {pseudonym} by any one model: a "
                "follow-up needs two; analyse another."
            )
    return [scan_of_record(record) for record in records]


def _dates(text: str) -> list[date]:
    return [a_date(part.strip()) for part in text.split(",")]
