"""Keep outlines from a file as a new version: a DICOM SEG, an RTSTRUCT, or a NIfTI.

They must lie on the grid of the CT. With the annotation.json beside them, all that was said is kept
too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.annotation_commands.whose import add_study_argument, reader_of, study_id
from core.cli.inputs import add_series_arguments, read_input
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--outlines",
        metavar="FILE",
        nargs="+",
        type=Path,
        required=True,
        help="the outlines, and their annotation.json if there is one; or their folder",
    )
    parser.add_argument(
        "--reader",
        metavar="EMAIL|ID",
        required=True,
        help="whose outlines they are; only a stand-in is kept",
    )
    add_study_argument(parser)
    parser.add_argument("--submitted", action="store_true", help="the reader is done with them")


def run(arguments: argparse.Namespace) -> None:
    from core.annotation_files import read_annotation
    from core.worklist import Store

    store = Store.open()
    series = read_input(arguments)
    imported = read_annotation(arguments.outlines, series)
    for note in imported.notes:
        say(f"Note: {note}")
    digest = store.key.series_digest(series.uid)
    reader = reader_of(store, arguments.reader)
    study = study_id(store, arguments.study)
    newest = store.annotation(digest, reader, study=study)
    version = store.save_annotation(
        digest,
        reader,
        imported.annotation,
        base=newest.version if newest else 0,
        study=study,
        submitted=arguments.submitted,
    )
    count = len(imported.annotation.findings)
    findings = "1 finding" if count == 1 else f"{count} findings"
    say(f"Version {version} of {reader}: {findings}")
