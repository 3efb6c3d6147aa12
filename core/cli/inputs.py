"""Arguments that several subcommands share: the CT, the model, the folder for the results."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.terminal import progress_line, say
from core.series import Series

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.models.registry import ModelCard
    from core.pipeline import Analysis


def add_series_arguments(parser: argparse.ArgumentParser) -> None:
    """INPUT..., --series."""
    parser.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        type=Path,
        help="DICOM files, a folder, a DICOMDIR, an archive (zip, tar, gz), or one NIfTI, NRRD or "
        "MetaImage file",
    )
    parser.add_argument("--series", metavar="UID", help="which series, if the input holds several")


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """--model."""
    parser.add_argument(
        "--model", metavar="NAME", help="as listed by `models` (default: the first)"
    )


def add_out_argument(parser: argparse.ArgumentParser, what: str) -> None:
    """--out, required."""
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help=what)


def add_engine_argument(parser: argparse.ArgumentParser) -> None:
    """--engine. The choices are `core.inference.ENGINES`, whose import takes seconds."""
    parser.add_argument(
        "--engine",
        choices=("auto", "onnx", "torch"),
        default="auto",
        help="what runs the network (default: auto, ONNX Runtime where possible)",
    )


def add_outlines_argument(parser: argparse.ArgumentParser) -> None:
    """--outlines."""
    parser.add_argument(
        "--outlines",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="a reader's outlines on this CT, which the results then follow: what `annotations "
        "export` writes, or a DICOM SEG, an RTSTRUCT, a NIfTI",
    )


def with_outlines(analysis: Analysis, arguments: argparse.Namespace) -> Analysis:
    """`analysis` as --outlines corrects it, said on standard output."""
    if not arguments.outlines:
        return analysis
    from core.annotation.sentences import corrected as words
    from core.annotation_files import read_annotation
    from core.correction import corrected

    imported = read_annotation(arguments.outlines, analysis.series)
    for note in imported.notes:
        say(f"Note: {note}")
    better = corrected(analysis, imported.annotation)
    if better.is_corrected:
        say(words())
    return better


def at_least_one(text: str) -> int:
    """The type of an option that counts something."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(sentences.not_a_count(text, 1))
    return int(text)


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """The type of an option that takes a whole number from one to the other."""

    def read(text: str) -> int:
        if (
            text.isascii()
            and text.isdecimal()
            and len(text) < 10
            and lowest <= int(text) <= highest
        ):
            return int(text)
        raise argparse.ArgumentTypeError(sentences.number_outside(text, lowest, highest))

    return read


def a_past_date(text: str) -> date:
    """The type of an option that says when a scan was taken. A day more: it may be tomorrow where
    that was."""
    day = a_date(text)
    if day > datetime.now(UTC).date() + timedelta(days=1):
        raise argparse.ArgumentTypeError(sentences.in_the_future(text))
    return day


def a_date(text: str) -> date:
    """The type of an option that names a day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(sentences.not_a_date(text)) from error


def read_input(arguments: argparse.Namespace) -> Series:
    """The series that INPUT and --series name. Raises ConsentError where the operator's list does
    not allow what follows: a command analyses or exports what it reads."""
    from core.consent import check_consent
    from core.dicom import load_series

    series = load_series(arguments.inputs, uid=arguments.series, progress=progress_line("reading"))
    check_consent(series)
    return series


def card_named(name: str | None) -> ModelCard:
    """The model by its name or its weights file's, as in `load_model`, but without loading any
    weights; the first without a name. Raises UnknownModelError."""
    from core.errors import UnknownModelError
    from core.models import sentences as model_sentences
    from core.models.registry import available_models, weights_folder

    cards = available_models()
    for card in cards.values():
        if name is None or name in (card.name, card.file.stem):
            return card
    if name is None:
        raise UnknownModelError(model_sentences.no_model_cards(weights_folder().name))
    raise UnknownModelError(model_sentences.unknown_model(name, cards))
