"""The line that `--help` gives each command."""

from __future__ import annotations

from types import ModuleType


def summary_of(command: ModuleType) -> str:
    """The first line of the module's docstring."""
    return (command.__doc__ or "").partition("\n")[0]
