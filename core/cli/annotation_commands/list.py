"""List the annotations, the newest version of each reader in each series and study."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from core import DISCLAIMER
from core.cli.terminal import say, table

if TYPE_CHECKING:
    from core.worklist.annotations import Annotated

_HEAD = ("series", "reader", "study", "version", "submitted", "saved (UTC)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--study", metavar="NAME", help="only those of that study")
    parser.add_argument("--reader", metavar="EMAIL|ID", help="only those of that reader")
    parser.add_argument("--versions", action="store_true", help="every version, not the newest")
    parser.add_argument("--json", action="store_true", help="as JSON, with the whole digests")


def run(arguments: argparse.Namespace) -> None:
    from core.cli.annotation_commands.whose import reader_of, study_id
    from core.worklist import Store

    store = Store.open()
    study = study_id(store, arguments.study) if arguments.study else None
    rows = store.annotated(study, every_version=arguments.versions)
    if arguments.reader:
        reader = reader_of(store, arguments.reader)
        rows = tuple(row for row in rows if row.reader == reader)
    if arguments.json:
        content = {"disclaimer": DISCLAIMER, "annotations": [_values(row) for row in rows]}
        say(json.dumps(content, indent=2))
        return
    table(_HEAD, [_cells(row) for row in rows])
    say(f"{len(rows)} annotations. {DISCLAIMER}")


def _values(row: Annotated) -> dict:
    return {**row._asdict(), "created_at": row.created_at.isoformat()}


def _cells(row: Annotated) -> tuple[str, ...]:
    return (
        row.series_digest[:16],
        row.reader,
        row.study or "-",
        str(row.version),
        "yes" if row.is_submitted else "no",
        f"{row.created_at:%Y-%m-%d %H:%M}",
    )
