"""Show one record: scores, measurements of each lesion, cautions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from core import DISCLAIMER
from core.annotation.sentences import corrected
from core.cli.inputs import at_least_one
from core.cli.terminal import say
from core.labels import SLICE_CLASSES
from core.vocabulary.lesion import FIRST_SLICE, LAST_SLICE
from core.vocabulary.lesion_columns import one_line
from core.vocabulary.patient import (
    P_CLASS,
    headline_with_reasons,
    liver_text,
    outside_text,
    probability,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", type=at_least_one, help="as `list` numbers it")
    parser.add_argument("--json", action="store_true", help="everything that is stored")
    parser.add_argument("--mark", choices=("new", "reviewed"), help="set the status")


def _slices(lesion: Mapping[str, object]) -> str:
    """Counted from 0, as in the files and for `explain --slice`."""
    first, last = FIRST_SLICE.value(lesion), LAST_SLICE.value(lesion)
    return "slices not kept" if first is None else f"slices {first} to {last} (from 0)"


def run(arguments: argparse.Namespace) -> None:
    from core.worklist import Store, record_values

    store = Store.open()
    number = arguments.record
    record = store.mark(number, arguments.mark) if arguments.mark else store.get(number)
    if arguments.json:
        content = {"disclaimer": DISCLAIMER, **record_values(record)}
        say(json.dumps(content, indent=2, allow_nan=False))
        return
    say(f"Patient {record.pseudonym}, study of {record.study_date or 'an unknown date'}")
    say(f"{headline_with_reasons(record)} by {record.method or record.rule}")
    if outside := outside_text(record):
        say(f"  Scores and outlines {outside}:")
    for name in SLICE_CLASSES:
        say(f"  {P_CLASS[name].title} {probability(record, name)}")
    if record.own is not None:
        say(corrected())
        say(f"  The model's own: {record.own['headline']}, {liver_text(record.own)}")
    if record.needs_review:
        say(f"Needs review: {record.review_reason}")
    say(f"{record.modality}, {record.n_slices} slices, {liver_text(record) or 'no liver'}")
    for lesion in record.lesions:
        say(f"  Lesion {one_line(lesion, record.unit)}, {_slices(lesion)}")
    for caution in record.cautions:
        say(f"Caution ({caution.code}): {caution.sentence}")
    say(f"{record.model_name}, weights {record.weights_sha256[:12]}, LiverLens {record.version}")
    say(f"Status: {record.status}. {DISCLAIMER}")
