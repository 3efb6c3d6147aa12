"""Read laboratory values, and write or send results, as FHIR R4 has them.

The server is set by LIVERLENS_FHIR_URL and its token by LIVERLENS_FHIR_TOKEN_FILE.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
from core.cli.fhir_commands import bundle, labs, send

_ACTIONS = {"labs": labs, "bundle": bundle, "send": send}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, _ACTIONS)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
