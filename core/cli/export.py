"""Write results in the form that other systems read.

dicom: objects of the CT's own study for a PACS.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
from core.cli.export_commands import dicom

_ACTIONS = {"dicom": dicom}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, _ACTIONS)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
