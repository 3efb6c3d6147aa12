"""Show one record: scores, measurements of each lesion, cautions."""

from __future__ import annotations

import argparse
import json

from core import DISCLAIMER
from core.cli.inputs import at_least_one
from core.cli.terminal import say
from core.labels import DISPLAY_NAMES, SLICE_CLASSES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", type=at_least_one, help="as `list` numbers it")
    parser.add_argument("--json", action="store_true", help="everything that is kept")
    parser.add_argument("--mark", choices=("new", "reviewed"), help="say if you have looked at it")


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
    say(f"{DISPLAY_NAMES[record.category]} by {record.method or record.rule}")
    for name in SLICE_CLASSES:
        bounds = (record.interval or {}).get(name)
        within = f" ({bounds[0]:.2f} to {bounds[1]:.2f})" if bounds else ""
        say(f"  p({name}) {getattr(record, f'p_{name}'):.2f}{within}")
    if record.needs_review:
        say(f"Needs review: {record.review_reason}")
    burden = "" if record.burden_percent is None else f", {record.burden_percent:.1f} % lesions"
    say(f"Liver {record.liver_ml:,.0f} mL{burden}, {record.n_slices} slices")
    for lesion in record.lesions:
        say(
            f"  Lesion {lesion['id']}: {lesion['label']}, {lesion['volume_ml']:.2f} mL, "
            f"{lesion['diameter_mm']:.1f} x {lesion['short_axis_mm']:.1f} mm, "
            f"{lesion['mean_hu']:.0f} HU, slices {lesion['slice_first']}-{lesion['slice_last']}"
        )
    for caution in record.cautions:
        say(f"Caution ({caution.code}): {caution.sentence}")
    say(f"{record.model_name}, weights {record.weights_sha256[:12]}, LiverLens {record.version}")
    say(f"Status: {record.status}. {DISCLAIMER}")
