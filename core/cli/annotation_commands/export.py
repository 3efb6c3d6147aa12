"""Write an annotation as NIfTI, as DICOM SEG, or as a table that `prepare` reads.

NIfTI and SEG come with an annotation.json that holds all that was said.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.cli.annotation_commands.whose import add_study_argument, stored
from core.cli.inputs import add_out_argument, add_series_arguments, at_least_one, read_input
from core.cli.terminal import say

if TYPE_CHECKING:
    from core.annotation_files import Made
    from core.worklist.annotations import StoredAnnotation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    add_out_argument(parser, "folder for the files")
    parser.add_argument(
        "--format",
        choices=("nifti", "seg", "table"),
        default="nifti",
        help="table: masks and a series.csv for `prepare` (default: nifti)",
    )
    parser.add_argument("--reader", metavar="EMAIL|ID", help="default: the only one")
    add_study_argument(parser)
    parser.add_argument(
        "--version", metavar="N", type=at_least_one, help="default: the newest version"
    )
    parser.add_argument(
        "--include-name",
        action="store_true",
        help="state the patient's name and ID in the SEG, as the CT does (default: neither)",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.annotation_files import PreparedScan, write_nifti, write_prepared, write_seg
    from core.correction.grid import check_grid
    from core.worklist import Store

    store = Store.open()
    series = read_input(arguments)
    found = stored(store, series.uid, arguments, arguments.version)
    check_grid(found.annotation, series)
    if arguments.format == "table":
        scan = PreparedScan(
            name=found.series_digest[:16],
            ct=arguments.inputs[0],
            subject=store.key.pseudonym(series.tags, series.uid),
            series=series,
            codes=found.annotation.mask(),
        )
        written = write_prepared([scan], arguments.out)
    elif arguments.format == "seg":
        written = write_seg(
            _made(found), series, arguments.out, include_name=arguments.include_name
        )
    else:
        written = write_nifti(_made(found), series, arguments.out)
    say(f"Version {found.version} of {found.reader}")
    for path in written:
        say(str(path))


def _made(found: StoredAnnotation) -> Made:
    from core.annotation_files import Made

    return Made(
        found.annotation,
        reader=found.reader,
        study=found.study,
        version=found.version,
        created_at=found.created_at,
        is_submitted=found.is_submitted,
    )
