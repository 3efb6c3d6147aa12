"""Delete records, or remove series from the queue."""

from __future__ import annotations

import argparse

from core.cli.inputs import at_least_one
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "numbers", metavar="NUMBER", nargs="+", type=at_least_one, help="as `list` numbers them"
    )
    parser.add_argument(
        "--queue", action="store_true", help="the numbers are those of `list --queue`"
    )


def run(arguments: argparse.Namespace) -> None:
    from core.worklist import Store

    store = Store.open()
    for number in arguments.numbers:
        if arguments.queue:
            store.queue.remove(number)
            say(f"item {number} removed from the queue")
        else:
            store.delete(number)
            say(f"record {number} removed")
