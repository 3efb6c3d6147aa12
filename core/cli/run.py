"""Parse, run one subcommand, and turn errors into exit statuses."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from core import DISCLAIMER
from core.cli import (
    analyze,
    audit,
    cluster,
    compare,
    evaluate,
    explain,
    export,
    follow_up,
    models,
    pacs,
    phantom,
    phases,
    prepare,
    receive,
    report,
    results,
    sentences,
    train,
    worklist,
)
from core.cli import annotations as annotations_
from core.cli import fhir as fhir_
from core.cli.actions import summary_of
from core.cli.refusals import note_refusal
from core.cli.terminal import complain, flush
from core.crash_dumps import forbid_crash_dumps
from core.errors import ConsentError, InputError, LiverLensError
from core.fault_log import keep_words_out

COMMANDS = (
    analyze,
    report,
    export,
    explain,
    compare,
    results,
    models,
    phantom,
    prepare,
    evaluate,
    train,
    worklist,
    cluster,
    follow_up,
    phases,
    annotations_,
    fhir_,
    pacs,
    receive,
    audit,
)

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130


def liverlens() -> int:
    """The installed command `liverlens`: `python -m core` under the name that the person typed."""
    keep_words_out()
    return main(program="liverlens")


def main(argv: Sequence[str] | None = None, program: str = "python -m core") -> int:
    """Run `python -m core` with `argv` (default: the process's) and return the exit status.

    0 on success; 2 on bad input or usage, with one line on standard error; 130 when interrupted.
    `program` is the command's name in help and errors.
    """
    arguments = build_parser(program).parse_args(argv)
    forbid_crash_dumps()
    # Libraries warn about odd headers on standard error; what matters is in the series' own
    # warnings, and the contract is one line on standard error.
    logging.captureWarnings(True)
    try:
        arguments.run(arguments)
        flush()
    except InputError as error:
        complain(_about(arguments.inputs, str(error)))
        return BAD_INPUT
    except ConsentError as error:
        complain(_about(getattr(arguments, "inputs", ()), str(error)))
        note_refusal(error)
        return BAD_INPUT
    except LiverLensError as error:
        complain(str(error))
        return BAD_INPUT
    except OSError as error:
        with suppress(OSError):
            flush()
        complain(sentences.system_error(error.filename or "the system", error.strerror or error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain(sentences.interrupted())
        return INTERRUPTED
    return OK


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports a mistake on one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message} (see {self.prog} --help)")
        raise SystemExit(BAD_INPUT)


def build_parser(program: str = "python -m core") -> argparse.ArgumentParser:
    """All subcommands; each sets `run`, a function of the parsed arguments."""
    parser = OneLineParser(
        prog=program, description="LiverLens on the command line.", epilog=DISCLAIMER
    )
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2].replace("_", "-")
        summary = summary_of(command)
        subparser = subparsers.add_parser(
            name, help=summary, description=summary, epilog=DISCLAIMER
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


def _about(inputs: Sequence[Path], message: str) -> str:
    """`message` with the input it is about in front, unless it names that itself."""
    if not inputs or any(path.name in message for path in inputs):
        return message
    more = f" and {len(inputs) - 1} more" if len(inputs) > 1 else ""
    return sentences.about_input(message, f"{inputs[0]}{more}")
