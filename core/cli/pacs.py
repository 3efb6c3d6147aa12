"""Find, get and send series in the archives (PACS) that the operator lists in LIVERLENS_PACS.

Names and numbers of patients are printed as the archive has them.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
from core.cli.pacs_commands import echo, find, get, send

_ACTIONS = {"find": find, "get": get, "send": send, "echo": echo}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    site = argparse.ArgumentParser(add_help=False)
    site.add_argument(
        "--site", metavar="NAME", help="which archive, as listed (default: the first)"
    )
    add_actions(parser, _ACTIONS, site)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
