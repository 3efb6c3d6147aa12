"""List, export and import what readers outlined and named in series, and say how they agree.

Annotations are kept with the worklist (LIVERLENS_STORE, DATABASE_URL), every version of them.
"""

from __future__ import annotations

import argparse

from core.cli.annotation_commands import agree, export, import_
from core.cli.annotation_commands import list as list_
from core.cli.summary import summary_of

_ACTIONS = {
    "list": list_,
    "export": export,
    "import": import_,
    "agree": agree,
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
