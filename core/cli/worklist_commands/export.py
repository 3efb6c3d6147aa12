"""Write records to a CSV or JSON file, filtered as `list` does."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.terminal import say
from core.cli.worklist_commands.filtering import add_filter_arguments, read_filter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help="ending in .csv (one row per record) or .json (everything)",
    )
    add_filter_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.worklist import Store, write_records

    records = Store.open().list(read_filter(arguments))
    write_records(records, arguments.out)
    say(f"{len(records)} records in {arguments.out}")
