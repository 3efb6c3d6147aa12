"""Write results in the form that other systems read.

dicom: objects of the CT's own study for a PACS.
"""

from __future__ import annotations

import argparse

from core.cli.export_commands import dicom
from core.cli.summary import summary_of

_ACTIONS = {"dicom": dicom}


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
