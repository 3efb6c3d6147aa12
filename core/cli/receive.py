"""Receive series that an archive or a scanner pushes (C-STORE, STOW), and queue them when complete.

Runs until it is interrupted; `worklist run` or the app analyses what it queues. The table [receive]
of the file that LIVERLENS_PACS names sets it up; options go before it. What was acknowledged is on
the disk.
"""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from core.cli.inputs import add_model_argument, at_least_one, card_named
from core.cli.terminal import say_at_once

if TYPE_CHECKING:
    from core.receive import ReceiveSettings

_STEP_SECONDS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", metavar="N", type=at_least_one, help="port (default: 11112)")
    parser.add_argument(
        "--stow-port",
        metavar="N",
        type=at_least_one,
        help="also listen for STOW-RS there; the file says which token (default: no)",
    )
    parser.add_argument("--ae-title", metavar="TITLE", help="our AE title (default: LIVERLENS)")
    parser.add_argument(
        "--callers", metavar="TITLE", nargs="+", help="AE titles that may send; others are rejected"
    )
    parser.add_argument(
        "--inbox", metavar="DIR", help="folder of what is received; for its owner alone"
    )
    parser.add_argument(
        "--quiet-seconds",
        metavar="S",
        type=float,
        help="a series is complete when nothing came for so long (default: 60)",
    )
    add_model_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.pacs import named, open_archive, read_sites
    from core.receive import Inbox, Queueing, Receiver, StowReceiver, sentences
    from core.worklist import Store

    settings = _settings(arguments)
    card = card_named(settings.model or None)
    inbox = Inbox.open(settings)
    counts = None
    if settings.count_from:
        counts = open_archive(named(read_sites(), settings.count_from))
    queueing = Queueing(
        inbox,
        settings,
        Store.open(),
        (card.name, card.sha256),
        counts,
        say=say_at_once,
        reads=card.modality,
    )
    at_start = inbox.n_files
    stop = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        with inbox, Receiver(settings, inbox), ExitStack() as more:
            say_at_once(
                sentences.listening(settings.ae_title, settings.host, settings.port, inbox.folder)
            )
            if settings.stow_port:
                stow = more.enter_context(StowReceiver(settings, inbox))
                say_at_once(sentences.listening_for_stow(stow.address))
            if at_start:
                say_at_once(sentences.found_again(len(inbox.series()), at_start))
            while not stop.wait(_STEP_SECONDS):
                queueing.step()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
    say_at_once(sentences.stopped(inbox.n_files - at_start))


def _settings(arguments: argparse.Namespace) -> ReceiveSettings:
    from core.receive import read_settings

    return read_settings(
        host=arguments.host,
        port=arguments.port,
        stow_port=arguments.stow_port,
        ae_title=arguments.ae_title,
        callers=tuple(arguments.callers) if arguments.callers else None,
        folder=arguments.inbox,
        quiet_seconds=arguments.quiet_seconds,
        model=arguments.model,
    )
