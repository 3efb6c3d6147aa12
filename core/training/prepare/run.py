"""The main path: a data set on disk -> one training file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from core.atomic_write import atomic_folder
from core.errors import InputError, TrainingDataError, UsageError
from core.sentence import Sentence
from core.training.prepare import sentences
from core.training.prepare.layouts import layout_of
from core.training.prepare.scans import PreparedSlices, Scan
from core.training.prepare.settings import PrepareSettings
from core.training.prepare.summary import Summary
from core.training.prepare.write_file import SliceFile, slice_file

#: Called with (scans done, scans in all).
Progress = Callable[[int, int], None]

LESION_COLUMNS = ("scan", "lesion", "kind", "volume_ml", "slice")
FILE_SUFFIX = ".npz"


def prepare(
    source: Path,
    out: Path,
    settings: PrepareSettings | None = None,
    *,
    layout: str | None = None,
    skip_bad: bool = False,
    overwrite: bool = False,
    lesion_table: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Turn a data set into the file that `training.data.load_slices` reads.

    Args:
        source: a folder, or a CSV of series. out: the file; written whole or not at all.
        layout: a key of `layouts.LAYOUTS`; None: found by looking.
        skip_bad: leave out scans that can't be used, instead of stopping at the first.
        overwrite: replace files that exist.
        lesion_table: a CSV to write, one row per lesion of unknown kind.

    Raises:
        TrainingDataError: the layout, a scan or a table can't be used.
        UsageError: an argument makes no sense, or `out` exists or can't be written.
    """
    settings = settings or PrepareSettings()
    source, out = Path(source).resolve(), Path(out)
    _check_outputs(out, lesion_table, overwrite)
    name, found = layout_of(source, layout)
    scans = found.scans(source, settings)
    _check_tables(scans, settings)
    scans = scans[: settings.limit]
    if not skip_bad:
        for scan in scans:
            if scan.problem:
                raise TrainingDataError(scan.problem)
    summary = Summary(name)
    with atomic_folder(out.parent) as folder, slice_file(folder) as collected:
        _collect(scans, settings, skip_bad, collected, summary, progress, found.source)
        if not len(collected):
            raise TrainingDataError(sentences.scans.no_usable_scan(source.name, _why(summary)))
        collected.write(folder / out.name)
    if lesion_table:
        with atomic_folder(lesion_table.parent) as folder:
            _write_lesions(folder / lesion_table.name, summary)
    return summary


def _collect(
    scans: list[Scan],
    settings: PrepareSettings,
    skip_bad: bool,
    collected: SliceFile,
    summary: Summary,
    progress: Progress | None,
    source: str,
) -> None:
    # A subject is known by the number of its first scan, never by a name.
    subjects: dict[str, int] = {}
    for done, scan in enumerate(scans):
        if progress:
            progress(done, len(scans))
        slices = _prepared(scan, settings, skip_bad, summary)
        if slices is not None:
            subject = subjects.setdefault(scan.subject, scan.number)
            collected.append(
                slices, patient=scan.number, subject=subject, source=slices.source or source
            )
            summary.add(slices, name=scan.name, subject=subject)
    if progress:
        progress(len(scans), len(scans))


def _prepared(
    scan: Scan, settings: PrepareSettings, skip_bad: bool, summary: Summary
) -> PreparedSlices | None:
    """The slices of a scan; None, and the reason in the summary, where it may be skipped."""
    try:
        if scan.problem:
            raise TrainingDataError(scan.problem)
        return scan.prepare(settings)
    except (InputError, TrainingDataError) as error:
        # The scan's own name in front, unless the sentence has it (file names contain it).
        own = "" if scan.name in str(error) else f"{scan.name}: "
        told = Sentence(f"{own}{error}", error.code)
        if not skip_bad:
            raise TrainingDataError(told) from error
        summary.left_out.append(told)
        return None


def _check_outputs(out: Path, table: Path | None, overwrite: bool) -> None:
    if out.suffix != FILE_SUFFIX:
        raise UsageError(sentences.scans.wrong_suffix(out.name, FILE_SUFFIX))
    if table is not None and table.suffix == FILE_SUFFIX:
        raise UsageError(sentences.tables.table_is_no_training_file(table.name))
    for path in (out, table):
        if path is not None and path.is_dir():
            raise UsageError(sentences.scans.output_is_a_folder(path.name))
        if path is not None and path.exists() and not overwrite:
            raise UsageError(sentences.scans.output_exists(path.name))


def _check_tables(scans: list[Scan], settings: PrepareSettings) -> None:
    """Scans that the tables name must be there: else a typing error would go unseen."""
    names = {scan.name for scan in scans}
    for what, told in (("kinds", settings.kinds.scans), ("subjects", set(settings.subjects or ()))):
        unknown = sorted(told - names)
        if unknown:
            raise TrainingDataError(
                sentences.tables.table_names_no_scan(unknown[0], what, ", ".join(sorted(names)[:3]))
            )


def _why(summary: Summary) -> str:
    return summary.left_out[0] if summary.left_out else "there are none."


def _write_lesions(path: Path, summary: Summary) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, LESION_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(summary.lesions)
