"""Find, get and send series in the archives (PACS) that the operator lists in LIVERLENS_PACS.

Names and numbers of patients are printed as the archive has them.
"""

from __future__ import annotations

import argparse

from core.cli.pacs_commands import echo, find, get, send
from core.cli.summary import summary_of

_ACTIONS = {"find": find, "get": get, "send": send, "echo": echo}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, action in _ACTIONS.items():
        summary = summary_of(action)
        subparser = actions.add_parser(
            name, help=summary, description=summary, epilog=parser.epilog
        )
        subparser.add_argument(
            "--site", metavar="NAME", help="which archive, as listed (default: the first)"
        )
        action.add_arguments(subparser)
        subparser.set_defaults(act=action.run)


def run(arguments: argparse.Namespace) -> None:
    arguments.act(arguments)
