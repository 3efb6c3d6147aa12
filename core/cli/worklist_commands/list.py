"""List the records, or what is queued; sorted and filtered by risk, date, category, caution."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from core import DISCLAIMER
from core.cli.terminal import say, table
from core.cli.worklist_commands.filtering import add_filter_arguments, read_filter
from core.vocabulary.forms import interval
from core.vocabulary.patient import BURDEN, VERDICT, verdict_interval

if TYPE_CHECKING:
    from core.worklist import Item, Record

_RECORD_HEAD = (
    "record", "patient", "date", "category", VERDICT.title, "interval", "lesions", "burden",
    "status", "cautions",
)  # fmt: skip
_ITEM_HEAD = ("item", "state", "slices", "model", "tries", "record", "why")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queue", action="store_true", help="what is queued, not the records")
    parser.add_argument("--json", action="store_true", help="records and queue, with everything")
    add_filter_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.worklist import Store, item_values, record_values

    store = Store.open()
    if arguments.json:
        records = store.list(read_filter(arguments))
        content = {
            "disclaimer": DISCLAIMER,
            "records": [record_values(record) for record in records],
            "queue": [item_values(item) for item in store.queue.items()],
        }
        say(json.dumps(content, indent=2, allow_nan=False))
        return
    if arguments.queue:
        items = store.queue.items()
        table(_ITEM_HEAD, [_item_row(item) for item in items])
        counts = store.queue.counts()
        say(", ".join(f"{count} {state}" for state, count in counts.items()) or "Nothing queued.")
        return
    wanted = read_filter(arguments)
    records = store.list(wanted)
    table(_RECORD_HEAD, [_record_row(record) for record in records])
    say(f"{len(records)} of {store.count()} records. {DISCLAIMER}")


def _record_row(record: Record) -> tuple[str, ...]:
    bounds = verdict_interval(record)
    return (
        str(record.id),
        record.pseudonym,
        record.study_date.isoformat() if record.study_date else "-",
        _category(record),
        VERDICT.text(record),
        interval(*bounds) if bounds else "-",
        str(len(record.lesions)),
        "-" if record.burden_percent is None else BURDEN.with_unit(record),
        record.status,
        ", ".join(caution.code for caution in record.cautions) or "-",
    )


def _category(record: Record) -> str:
    """`"not_assessable (non_contrast)"`, `"malignant (review, corrected)"`"""
    beside = [*record.reasons, *(["review"] if record.needs_review else [])]
    beside += ["corrected"] if record.is_corrected else []
    return f"{record.category} ({', '.join(beside)})" if beside else record.category


def _item_row(item: Item) -> tuple[str, ...]:
    running = item.state == "running"
    return (
        str(item.id),
        f"{item.state} {item.progress_done}/{item.progress_total}" if running else item.state,
        str(item.n_slices),
        item.model_name,
        str(item.attempts),
        "-" if item.record_id is None else str(item.record_id),
        item.error or "-",
    )
