"""Turn a data set of liver CT or MR into the file that `train` and `evaluate` read.

Known layouts: Medical Segmentation Decathlon, LiTS, 3D-IRCADb-01, CHAOS (MR), ATLAS (MR), LLD-MMRI,
pictures in folders by class, and a CSV of series and labels.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import at_least_one
from core.cli.terminal import progress_line, say
from core.cli.window import width_and_level

if TYPE_CHECKING:
    from core.training.prepare import PrepareSettings

#: Written out, since naming them by import would load torch for every --help; a test compares.
LAYOUT_NAMES = (
    *("decathlon", "lits", "ircadb"),
    *("chaos", "atlas", "lld_mmri"),
    *("images", "table"),
)
KINDS = ("malignant", "benign", "uncertain")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="INPUT", type=Path, help="a folder, or a CSV of series")
    parser.add_argument("--out", metavar="FILE.npz", type=Path, required=True)
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist")
    parser.add_argument("--layout", choices=LAYOUT_NAMES, help="default: detected")
    parser.add_argument("--skip-bad", action="store_true", help="skip scans that can't be used")
    parser.add_argument("--limit", metavar="N", type=at_least_one, help="only the first N scans")
    _add_lesion_arguments(parser.add_argument_group("lesions"))
    _add_subject_arguments(parser.add_argument_group("subjects"))
    _add_slice_arguments(parser.add_argument_group("slices"))
    _add_geometry_arguments(parser.add_argument_group("pictures and headers"))


def _add_lesion_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--tumour-as",
        choices=KINDS,
        default=KINDS[0],
        help="what a lesion called only 'tumour' counts as (default: malignant, since LiTS, the "
        "Decathlon and 3D-IRCADb hold mostly metastases and HCC)",
    )
    group.add_argument(
        "--kinds",
        metavar="FILE.csv",
        type=Path,
        help="columns scan, kind and, for a single lesion of a scan, lesion; overrides --tumour-as",
    )
    group.add_argument(
        "--write-kinds",
        metavar="FILE.csv",
        type=Path,
        help="write one row per lesion, the largest of each scan first: correct it for --kinds",
    )


def _add_subject_arguments(group: argparse._ArgumentGroup) -> None:
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--subject-pattern",
        metavar="REGEX",
        type=_pattern,
        help="its first (group) is the part of a scan's or picture's name that names the subject",
    )
    either.add_argument("--subjects", metavar="FILE.csv", type=Path, help="columns scan, subject")


def _add_slice_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--every",
        metavar="N",
        type=at_least_one,
        help="every N-th slice with liver (default: all if at most 20, else 16 evenly spaced)",
    )
    group.add_argument("--max-slices-per-scan", metavar="N", type=at_least_one)
    group.add_argument(
        "--liver-free",
        metavar="N",
        type=_from_zero,
        default=4,
        help="slices per scan at least 10 mm away from the liver (default: 4)",
    )
    group.add_argument(
        "--min-liver-mm2",
        metavar="AREA",
        type=_not_negative,
        default=100.0,
        help="skip slices with some liver, but less than this (default: 100)",
    )
    group.add_argument("--seed", metavar="N", type=_from_zero, default=0)


def _add_geometry_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--window",
        metavar="WIDTH,LEVEL",
        type=width_and_level,
        help="the HU range from black to white in pictures (default: 400,40, with a caution)",
    )
    group.add_argument(
        "--pixel-mm",
        metavar="MM",
        type=_positive,
        help="pixel side of pictures (default: the longer side is 384 mm, with a caution)",
    )
    group.add_argument(
        "--ignore-label-geometry",
        action="store_true",
        help="a NIfTI segmentation of the CT's shape is aligned with it, whatever its header says",
    )
    group.add_argument(
        "--keep-sides",
        action="store_true",
        help="accept a liver on the patient's left (situs inversus) instead of treating the file "
        "as mirrored",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.training.prepare import prepare

    summary = prepare(
        arguments.source,
        arguments.out,
        _settings(arguments),
        layout=arguments.layout,
        skip_bad=arguments.skip_bad,
        overwrite=arguments.overwrite,
        lesion_table=arguments.write_kinds,
        progress=progress_line("scan"),
    )
    for line in summary.lines():
        say(line)
    say(f"written: {arguments.out}")


def _settings(arguments: argparse.Namespace) -> PrepareSettings:
    from core.training.prepare import (
        PrepareSettings,
        SliceChoice,
        TumourKinds,
        read_kinds,
        read_subjects,
    )

    usual = arguments.tumour_as
    return PrepareSettings(
        choice=SliceChoice(
            arguments.every,
            arguments.max_slices_per_scan,
            arguments.liver_free,
            arguments.min_liver_mm2,
        ),
        kinds=read_kinds(arguments.kinds, usual) if arguments.kinds else TumourKinds(usual),
        subjects=read_subjects(arguments.subjects) if arguments.subjects else None,
        subject_pattern=arguments.subject_pattern,
        seed=arguments.seed,
        limit=arguments.limit,
        window=arguments.window,
        picture_pixel_mm=arguments.pixel_mm,
        ignore_label_geometry=arguments.ignore_label_geometry,
        keep_sides=arguments.keep_sides,
        list_lesions=arguments.write_kinds is not None,
    )


def _pattern(text: str) -> re.Pattern:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(sentences.not_a_pattern(text, error)) from error


def _number(text: str, lowest: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not lowest <= value < 1e6:
        raise argparse.ArgumentTypeError(sentences.number_too_low(text, lowest))
    return value


def _positive(text: str) -> float:
    return _number(text, 0.01)


def _not_negative(text: str) -> float:
    return _number(text, 0.0)


def _from_zero(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(sentences.not_a_count(text, 0))
    return int(text)
