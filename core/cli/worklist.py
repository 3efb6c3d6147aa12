"""Queue many series, analyse them one after the other, and list what was found.

Findings are kept in a file (LIVERLENS_STORE) or in PostgreSQL (DATABASE_URL), under pseudonyms.
"""

from __future__ import annotations

import argparse

from core.cli.summary import summary_of
from core.cli.worklist_commands import add, export, remove, show
from core.cli.worklist_commands import list as list_
from core.cli.worklist_commands import run as run_

_ACTIONS = {
    "add": add,
    "run": run_,
    "list": list_,
    "show": show,
    "export": export,
    "remove": remove,
}


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
