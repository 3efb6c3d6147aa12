"""Start workers, keep them busy until no series waits, and end them.

It can be stopped or killed at any time, as can each worker: a series in progress waits again.
"""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.cluster_commands.live_view import LiveView
from core.cli.inputs import at_least_one, card_named
from core.cli.refusals import note_refusal
from core.cli.terminal import say

if TYPE_CHECKING:
    from core.cluster import Settings, Tally
    from core.worklist import Store

_DASHBOARD = "127.0.0.1:8787"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    count, word = at_least_one, str
    add = parser.add_argument
    add("--workers", metavar="N", type=count, help="how many (default: 1)")
    add(
        "--adapt",
        metavar=("MIN", "MAX"),
        nargs=2,
        type=int,
        help="as many as there are series to do, within these bounds",
    )
    add(
        "--readers",
        metavar="N",
        type=count,
        help="series that are read at once by all workers together (default: no limit)",
    )
    add("--limit", metavar="N", type=count, help="at most N series")
    add("--retry", action="store_true", help="also series that failed or were set aside before")
    add("--stay", action="store_true", help="wait for more when none is left, until stopped")
    add(
        "--gpus",
        metavar="N",
        type=count,
        help="graphics cards of each machine that its workers share (default: none)",
    )
    add(
        "--dashboard",
        metavar="HOST:PORT",
        nargs="?",
        const=_DASHBOARD,
        default="",
        help=f"serve Dask's dashboard, on this machine only (default: {_DASHBOARD})",
    )
    where = parser.add_argument_group("where the workers are (default: this machine)")
    kind = where.add_mutually_exclusive_group()
    kind.add_argument("--ssh", metavar="HOST", nargs="+", help="on these hosts, dealt out in turn")
    kind.add_argument("--slurm", action="store_true", help="as jobs of SLURM, one each")
    kind.add_argument(
        "--scheduler", metavar="ADDRESS", help="those of a Dask scheduler that runs already"
    )
    where.add_argument(
        "--listen",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="of this machine, where workers on others reach it",
    )
    where.add_argument("--remote-python", metavar="PATH", help="Python on the hosts of --ssh")
    for name in ("ca", "cert", "key"):
        where.add_argument(f"--tls-{name}", metavar="FILE", help="PEM file for --scheduler")
    jobs = parser.add_argument_group("jobs of SLURM")
    jobs.add_argument("--partition", metavar="NAME", help="where they are queued")
    jobs.add_argument("--account", metavar="NAME", help="who pays for them")
    jobs.add_argument("--memory", metavar="SIZE", help="of each (default: 4GB)")
    jobs.add_argument("--walltime", metavar="HH:MM:SS", type=word, help="default: 04:00:00")
    jobs.add_argument(
        "--slurm-option", metavar="TEXT", action="append", help="one more #SBATCH line"
    )
    jobs.add_argument(
        "--shared-folder", metavar="DIR", type=Path, help="that all nodes see (default: your own)"
    )


def run(arguments: argparse.Namespace) -> None:
    from core.cluster import Crew, started
    from core.cluster.settings import check
    from core.errors import Cancelled, QueueError
    from core.worklist import Store

    settings = settings_of(arguments)
    store = Store.open()
    if arguments.retry:
        store.queue.retry()
    check(settings, store.location)
    store.queue.recover()
    if not arguments.stay and not store.queue.has_waiting():
        # Workers take a while to start: not for nothing.
        say("0 analysed, 0 failed, 0 waiting.")
        return
    view = LiveView(store.place)

    def show(tally: Tally) -> None:
        _note_refusals(tally)
        view.show(tally)

    with _stopping(view.say) as cancel, started(settings, store) as cluster:
        if settings.dashboard:
            view.say(_dashboard_sentence(cluster.dashboard))
        crew = Crew(
            store,
            cluster,
            weights=_weights(store),
            limit=arguments.limit,
            stay=arguments.stay,
            cancel=cancel,
            say=view.say,
            show=show,
        )
        try:
            crew.run()
        except Cancelled:
            stopped = True
        else:
            stopped = False
        finally:
            _note_refusals(crew.tally)
    tally = crew.tally
    view.close(tally)
    left = tally.queue.get("waiting", 0)
    say(f"{tally.done} analysed, {tally.failed} failed, {left} waiting.")
    if stopped:
        raise KeyboardInterrupt
    if tally.failed:
        raise QueueError(sentences.series_failed(tally.failed, tally.done + tally.failed))


def _note_refusals(tally: Tally) -> None:
    while tally.refusals:
        note_refusal(tally.refusals.pop(0))


def settings_of(arguments: argparse.Namespace) -> Settings:
    """What the options say."""
    from dataclasses import replace

    from core.cluster import How, Settings
    from core.cluster.settings import Slurm

    how = How.LOCAL
    if arguments.ssh:
        how = How.SSH
    elif arguments.slurm:
        how = How.SLURM
    elif arguments.scheduler:
        how = How.SCHEDULER
    tls = (arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    jobs = {
        "partition": arguments.partition,
        "account": arguments.account,
        "memory": arguments.memory,
        "walltime": arguments.walltime,
        "options": tuple(arguments.slurm_option or ()),
        "shared_folder": arguments.shared_folder,
    }
    settings = Settings(
        workers=arguments.workers or 1,
        how=how,
        adapt=tuple(arguments.adapt) if arguments.adapt else None,
        readers=arguments.readers or 0,
        listen=arguments.listen,
        hosts=tuple(arguments.ssh or ()),
        slurm=replace(Slurm(), **{name: value for name, value in jobs.items() if value}),
        scheduler=arguments.scheduler or "",
        tls=tls if all(tls) else None,
        dashboard=arguments.dashboard,
        gpus=arguments.gpus or 0,
    )
    if arguments.remote_python:
        settings = replace(settings, remote_python=arguments.remote_python)
    return settings


def _weights(store: Store) -> dict[str, str]:
    """Model -> SHA-256 of the weights, of what waits. Raises UnknownModelError."""
    return {name: card_named(name).sha256 for name in store.queue.models()}


def _dashboard_sentence(address: str) -> str:
    from importlib.util import find_spec

    from core.cluster.sentences import dashboard_at, dashboard_without_bokeh

    if find_spec("bokeh") is not None:
        return dashboard_at(address)
    return dashboard_without_bokeh(address.replace("/status", "/info/main/workers.html"))


@contextmanager
def _stopping(tell: Callable[[str], None]) -> Iterator[threading.Event]:
    """Set by the first Ctrl+C or SIGTERM; the second Ctrl+C interrupts."""
    from core.cluster.sentences import stopping

    cancel = threading.Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        if cancel.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        if not cancel.is_set():
            tell(stopping())
        cancel.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
