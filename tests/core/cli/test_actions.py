import argparse
from types import ModuleType

import pytest

from core.cli.actions import add_actions, run_action, summary_of


def module(docstring, run):
    made = ModuleType("made", docstring)
    made.add_arguments = lambda parser: parser.add_argument("--times", type=int, default=1)
    made.run = run
    return made


@pytest.fixture
def parser():
    return argparse.ArgumentParser(prog="made", epilog="For research.")


def test_runs_the_action_that_was_called(parser):
    called = []
    add_actions(
        parser,
        {
            "add": module("Add one.", lambda arguments: called.append(("add", arguments.times))),
            "list": module("List all.", lambda arguments: called.append(("list", arguments.times))),
        },
    )
    run_action(parser.parse_args(["list", "--times", "3"]))
    assert called == [("list", 3)]


def test_every_action_takes_the_shared_arguments(parser):
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--site")
    add_actions(parser, {"a": module("A.", print), "b": module("B.", print)}, shared)
    sites = [parser.parse_args([action, "--site", "x"]).site for action in ("a", "b")]
    assert sites == ["x", "x"]


def test_the_help_of_an_action_ends_as_that_of_the_command(parser, capsys):
    add_actions(parser, {"a": module("A summary.\n\nMore.", print)})
    with pytest.raises(SystemExit):
        parser.parse_args(["a", "--help"])
    said = capsys.readouterr().out
    assert "A summary." in said
    assert "More." not in said
    assert said.rstrip().endswith("For research.")


@pytest.mark.parametrize("docstring, summary", [("One.\n\nTwo.", "One."), (None, "")])
def test_summary_is_the_first_line(docstring, summary):
    assert summary_of(ModuleType("made", docstring)) == summary
