"""Commands made of actions, such as `worklist add`: each action is a module of its own."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from types import ModuleType


def summary_of(command: ModuleType) -> str:
    """The first line of the module's docstring: what `--help` says of it."""
    return (command.__doc__ or "").partition("\n")[0]


def add_actions(
    parser: argparse.ArgumentParser,
    actions: Mapping[str, ModuleType],
    shared: argparse.ArgumentParser | None = None,
) -> None:
    """Let a command take one of several actions.

    Args:
        actions: each with `add_arguments` and `run`, by the word that calls it.
        shared: a parser without help, whose arguments every action takes before its own.
    """
    subparsers = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, action in actions.items():
        summary = summary_of(action)
        subparser = subparsers.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=parser.epilog,
            parents=[shared] if shared else [],
        )
        action.add_arguments(subparser)
        subparser.set_defaults(act=action.run)


def run_action(arguments: argparse.Namespace) -> None:
    """Run the action that was called."""
    arguments.act(arguments)
