"""Run two to four models on one CT series and show where they agree and where they differ.

Writes compare.json, compare.csv (one row per model), compare_slices.csv, compare_pairs.csv and
compare.png.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.inputs import add_engine_argument, add_out_argument, add_series_arguments, read_input
from core.cli.terminal import lesions, progress_line, say
from core.errors import InputError, UsageError
from core.labels import MALIGNANT, SLICE_CLASSES
from core.series import Series
from core.vocabulary import VERDICT, verdict_text
from core.vocabulary.patient import headline_with_reasons

if TYPE_CHECKING:
    from core.comparison import Comparison
    from core.dicom.reference_mask import ReferenceMask

#: What `--target` takes beside the classes and the lesion mask's score.
NO_HEAT = "none"
LISTED_SLICES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--models",
        metavar="A,B,..",
        required=True,
        type=_names,
        help="two to four models, as listed by `models`, separated by commas",
    )
    add_out_argument(parser, "folder for the five files")
    parser.add_argument(
        "--reference",
        metavar="FILE",
        type=Path,
        nargs="+",
        help="outlines to score the models against: DICOM SEG or RTSTRUCT, NIfTI, NRRD or "
        "MetaImage, or a folder with a file for each",
    )
    parser.add_argument(
        "--target",
        choices=(*SLICE_CLASSES, "lesion", NO_HEAT),
        default=MALIGNANT,
        help="what the compared heatmaps explain; none: no heatmaps (default: malignant)",
    )
    add_engine_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.comparison import choose_cards, compare
    from core.export.comparison import write_comparison
    from core.models import load_model

    cards = choose_cards(arguments.models)  # before the reading, which takes longer
    series = read_input(arguments)
    reference = _reference(arguments.reference, series)
    comparison = compare(
        series,
        {card.name: partial(load_model, card.name) for card in cards},
        reference=None if reference is None else reference.codes,
        heat_target=None if arguments.target == NO_HEAT else arguments.target,
        engine=arguments.engine,
        progress=progress_line("slice"),
    )
    write_comparison(
        comparison,
        arguments.out,
        reference_name=reference.name if reference else "",
        reference_notes=reference.notes if reference else (),
    )
    for line in summary_lines(comparison):
        say(line)
    for sentence in (*series.warnings, *(reference.notes if reference else ())):
        say(f"Caution: {sentence}")


def summary_lines(comparison: Comparison) -> list[str]:
    """The comparison for a person; slices count from 0, as in the files."""
    scores = comparison.reference or (None,) * len(comparison.runs)
    lines = []
    for one, score in zip(comparison.runs, scores, strict=True):
        patient = one.analysis.patient
        line = (
            f"{one.name}: {headline_with_reasons(patient)}, {verdict_text(patient)}, "
            f"{lesions(len(one.analysis.lesions))}, {one.seconds:.1f} s"
        )
        if score:
            found = score.lesions
            line += f"; against the reference: liver Dice {_figure(score.liver_dice)}"
            if found:
                line += (
                    f", lesion Dice {_figure(score.lesion_dice)}, {found.n_found} of "
                    f"{found.n_lesions} lesions found, {found.n_false_positives} false"
                )
        lines.append(line)
    lines += [
        f"{pair.a} and {pair.b}: kappa {_figure(pair.kappa)}, p(malignant) rank correlation "
        f"{_figure(pair.spearman_malignant)}, liver Dice {_figure(pair.dice_liver)}, lesion Dice "
        f"{_figure(pair.dice_lesion)}, heat rank correlation "
        f"{_figure(pair.heat_rank_correlation)} ({pair.n_slices} slices)"
        for pair in comparison.agreement
    ]
    different = comparison.disagreements[:LISTED_SLICES]
    lines += [
        f"slice {one.slice_index}: "
        + "; ".join(
            f"{name} {one.classes[name]}, {VERDICT.title} {VERDICT.form.text(p)}"
            for name, p in one.p_malignant.items()
        )
        for one in different
    ]
    more = len(comparison.disagreements) - len(different)
    if more:
        lines.append(f"and {more} more slices on which they differ")
    return lines


def _reference(paths: list[Path] | None, series: Series) -> ReferenceMask | None:
    if not paths:
        return None
    from core.dicom.reference_mask import open_reference

    try:
        return open_reference(paths, series)
    except InputError as error:
        # An InputError would be reported as being about INPUT.
        raise UsageError(*error.args) from error


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"
