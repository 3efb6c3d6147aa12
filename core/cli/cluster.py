"""Analyse the queued series with many workers, on this machine or on others.

Dask starts the workers and watches them; what is done and what is left is in the worklist's store.
"""

from __future__ import annotations

import argparse

from core.cli.actions import add_actions, run_action
from core.cli.cluster_commands import run as run_

_ACTIONS = {"run": run_}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, _ACTIONS)


def run(arguments: argparse.Namespace) -> None:
    run_action(arguments)
