"""Store a Bundle that `fhir bundle` wrote on the configured FHIR server."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.fhir_commands.options import the_site
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="FILE.json", type=Path, help="what `fhir bundle` wrote")


def run(arguments: argparse.Namespace) -> None:
    from core.fhir import send_bundle, sentences
    from core.fhir.send import read_bundle

    site = the_site()
    stored = send_bundle(site, read_bundle(arguments.bundle))
    say(f"{site}: {sentences.stored(stored.created, stored.present)}")
