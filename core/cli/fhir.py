"""Read laboratory values, and write or send results, as FHIR R4 has them.

The server is set by LIVERLENS_FHIR_URL and its token by LIVERLENS_FHIR_TOKEN_FILE.
"""

from __future__ import annotations

import argparse

from core.cli.fhir_commands import bundle, labs, send
from core.cli.summary import summary_of

_ACTIONS = {"labs": labs, "bundle": bundle, "send": send}


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
