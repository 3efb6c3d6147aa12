"""Ask an archive whether it answers."""

from __future__ import annotations

import argparse
import time

from core.cli.pacs_commands.asking import archive_of
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only which archive."""


def run(arguments: argparse.Namespace) -> None:
    archive = archive_of(arguments)
    started = time.perf_counter()
    archive.echo()
    say(f"{archive.site.name} answers ({time.perf_counter() - started:.2f} s).")
