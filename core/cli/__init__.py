"""The command line: one module per subcommand; an error is one line on standard error."""

from core.cli.run import liverlens, main

__all__ = ["liverlens", "main"]
