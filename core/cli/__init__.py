"""The command line: one module a subcommand, one line on standard error for what is wrong."""

from core.cli.run import main

__all__ = ["main"]
