"""Analyse the queued series with many workers, on this machine or on others.

Dask starts the workers and watches them; what is done and what is left is in the worklist's store.
"""

from __future__ import annotations

import argparse

from core.cli.cluster_commands import run as run_
from core.cli.summary import summary_of

_ACTIONS = {"run": run_}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, action in _ACTIONS.items():
        summary = summary_of(action)
        subparser = actions.add_parser(
            name, help=summary, description=summary, epilog=parser.epilog
        )
        action.add_arguments(subparser)
        subparser.set_defaults(act=action.run)


def run(arguments: argparse.Namespace) -> None:
    arguments.act(arguments)
