"""List, export and import what readers outlined and named in series, and say how they agree.

Annotations are kept with the worklist (LIVERLENS_STORE, DATABASE_URL), every version of them.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
from core.cli.annotation_commands import agree, export, import_
from core.cli.annotation_commands import list as list_

_ACTIONS = {
    "list": list_,
    "export": export,
    "import": import_,
    "agree": agree,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, _ACTIONS)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
