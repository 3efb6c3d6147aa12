"""Queue many series, analyse them one after the other, and list what was found.

Findings are kept in a file (LIVERLENS_STORE) or in PostgreSQL (DATABASE_URL), under pseudonyms.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
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
    add_actions(parser, _ACTIONS)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
