"""Analyse the queued series one after the other, until none is waiting.

It can be stopped or killed at any time: unfinished series wait for the next run. Several
may run at once. At the end, series of the inbox whose time is over are removed, unless `receive`
runs, which does so itself.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import at_least_one
from core.cli.refusals import note_refusal
from core.cli.terminal import complain, lesions, progress_line, say, say_at_once
from core.vocabulary import verdict_text
from core.vocabulary.patient import headline_with_reasons

if TYPE_CHECKING:
    from core.worklist import Item, Store

#: How often a service looks for new series.
_STAY_SECONDS = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", metavar="N", type=at_least_one, help="at most N series")
    parser.add_argument(
        "--retry", action="store_true", help="also series that failed or were set aside before"
    )
    parser.add_argument(
        "--stay", action="store_true", help="wait for more when none is left, until stopped"
    )


def run(arguments: argparse.Namespace) -> None:
    from core.audit.retention import apply_retention
    from core.errors import Cancelled, QueueError, StoreError
    from core.worklist import Outcome, Store, analyse_by_model, work

    store = Store.open()
    if gone := apply_retention(store):
        say(f"{gone} records removed, older than LIVERLENS_KEEP_DAYS.")
    if arguments.retry:
        store.queue.retry()
    lines: dict[int, Callable[[int, int], None] | None] = {}

    def show(item: Item, done: int, total: int) -> None:
        line = lines.setdefault(item.id, progress_line(f"{item.id}: slice"))
        if line is not None:
            line(done, total)

    def told(outcome: Outcome) -> str:
        if outcome.record is None:
            return f"{outcome.item.id}  failed: {outcome.error}"
        record = outcome.record
        return (
            f"{outcome.item.id}  record {record.id}: {headline_with_reasons(record)}, "
            f"{verdict_text(record)}, {lesions(len(record.lesions))}, "
            f"{record.seconds.get('total', 0.0):.1f} s"
        )

    done = failed = 0
    trouble = ""
    analyse, cancel = analyse_by_model(), threading.Event()
    if arguments.stay:
        # A service is stopped by a signal, and not in the middle of a write.
        signal.signal(signal.SIGTERM, lambda *_: cancel.set())
    while True:
        try:
            for outcome in work(
                store, analyse, cancel=cancel, limit=arguments.limit, progress=show
            ):
                say_at_once(told(outcome))
                if outcome.refusal is not None:
                    note_refusal(outcome.refusal)
                done += outcome.record is not None
                failed += outcome.record is None
            _remove_old(store)
            trouble = ""
        except Cancelled:
            break
        except StoreError as error:
            # A service outlives a database that starts again.
            if not arguments.stay:
                raise
            if str(error) != trouble:
                complain(str(error))
            trouble = str(error)
        if not arguments.stay or cancel.wait(_STAY_SECONDS):
            break
    left = store.queue.counts().get("waiting", 0)
    say(f"{done} analysed, {failed} failed, {left} waiting.")
    if failed:
        raise QueueError(sentences.series_failed(failed, done + failed))


def _remove_old(store: Store) -> None:
    """From the operator's inbox, where no receiver does it; what is wrong there must not hold up
    the work."""
    from core.errors import PacsError
    from core.pacs.site import SITES_VARIABLE
    from core.receive import read_settings, remove_old

    if not os.environ.get(SITES_VARIABLE, "").strip():
        return
    try:
        remove_old(read_settings(), store, say)
    except PacsError as error:
        say(str(error))
