"""The command line: one module a subcommand, one line on standard error for what is wrong."""

from core.cli.run import liverlens, main

__all__ = ["liverlens", "main"]
