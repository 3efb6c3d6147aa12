"""Follow the lesions of one patient from scan to scan: match, measure and sum them.

Writes follow_up.json and follow_up.csv.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import (
    a_past_date,
    add_engine_argument,
    add_model_argument,
    add_out_argument,
    at_least_one,
)
from core.cli.terminal import lesions, progress_line, say
from core.errors import FollowUpError, InputError, UsageError
from core.vocabulary.lesion import DIAMETER, VOLUME
from core.vocabulary.patient import (
    LESION_VOLUME,
    LIVER_VOLUME,
    VERDICT,
    headline_with_reasons,
    outside_text,
)

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
        help="compare that patient's records in the worklist instead of SCAN",
    )
    parser.add_argument(
        "--record",
        metavar="RECORD",
        type=at_least_one,
        action="append",
        help="with --from-store: use this record; may be repeated (default: one per day, by the "
        "model that analysed the most series)",
    )
    parser.add_argument(
        "--dates",
        metavar="DATE,DATE,..",
        type=_dates,
        help="one per SCAN, such as 2026-01-31, where the headers have none",
    )
    parser.add_argument(
        "--same-patient",
        action="store_true",
        help="you know that the scans are of one patient, whatever their headers say",
    )
    parser.add_argument(
        "--with-not-assessable",
        action="store_true",
        help="count scans that are not assessable in the sum of diameters too",
    )
    add_engine_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.export.follow_up import write_follow_up
    from core.follow_up import follow_up

    if arguments.from_store:
        if arguments.inputs:
            raise UsageError(sentences.scans_and_patient())
        if arguments.dates:
            raise UsageError(sentences.dates_of_records())
        scans = _from_store(arguments.from_store, arguments.record)
        order_given = bool(arguments.record)
    else:
        if arguments.record:
            raise UsageError(sentences.record_without_store())
        if len(arguments.inputs) < 2:
            raise UsageError(sentences.too_few_scans())
        scans, order_given = _analysed(arguments), True
    result = follow_up(
        scans,
        order_given=order_given,
        same_patient=arguments.same_patient,
        with_outside=arguments.with_not_assessable,
    )
    write_follow_up(result, arguments.out)
    for line in summary_lines(result):
        say(line)


def summary_lines(result: FollowUp) -> list[str]:
    """The follow-up for a person; slices count from 0, as in the files."""
    from core.follow_up import TITLE

    lines = [
        f"{scan.label} ({scan.study_date or 'no date'}): {headline_with_reasons(scan)}, "
        f"{VERDICT.title} {VERDICT.text(scan)}{_mark(scan)}, "
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
            + " -> ".join(
                "left out" if one is None else f"{one.sum_mm:.1f} mm" for one in sums.sums
            )
        )
        last = sums.known[-1]
        lines.append(f"  {last.word}: {last.reason}")
    lines += [f"Caution: {caution}" for caution in result.cautions]
    return lines


def _mark(scan: Scan) -> str:
    words = outside_text(scan)
    return f" ({words})" if words else ""


def _analysed(arguments: argparse.Namespace) -> list[Scan]:
    """Read all headers before the first analysis, which takes longer."""
    from core.consent import check_consent
    from core.dicom import load_series
    from core.follow_up import scan_of_analysis
    from core.follow_up.order import check_scans, order_scans
    from core.follow_up.scans import identity_of
    from core.models import load_model
    from core.pipeline import analyze

    paths = arguments.inputs
    dates = arguments.dates or [None] * len(paths)
    if len(dates) != len(paths):
        raise UsageError(sentences.one_date_per_scan(len(dates), len(paths)))
    model = load_model(arguments.model)
    series = []
    for path in paths:
        try:
            series.append(load_series([path], progress=progress_line("reading")))
        except InputError as error:
            reason = error.args[0]
            raise FollowUpError(
                reason if path.name in reason else sentences.about_input(reason, str(path))
            ) from error
        check_consent(series[-1])
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
        # One match is enough: --same-patient joins one person's pseudonyms.
        if pseudonym not in {record.pseudonym for record in records}:
            raise FollowUpError(sentences.records_of_others(pseudonym))
    else:
        of_patient = store.list(Filter(pseudonym=pseudonym))
        if not of_patient:
            raise FollowUpError(sentences.patient_not_in_store(store.place, pseudonym))
        records = list(choose_records(of_patient))
        if len(records) < 2:
            raise FollowUpError(sentences.one_day_in_store(pseudonym))
    return [scan_of_record(record) for record in records]


def _dates(text: str) -> list[date]:
    return [a_past_date(part.strip()) for part in text.split(",")]
