"""Follow how lesions enhance over the phases of one study: HU by phase, against liver and aorta.

One series is analysed, its outlines are carried over to the others. With --out, writes phases.json
and phases.csv.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import add_engine_argument, add_model_argument
from core.cli.terminal import progress_line, say
from core.errors import PhaseError
from core.vocabulary.contrast import PHASES, phase_title
from core.vocabulary.forms import ABSENT, decimals, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.dicom import SeriesCandidate
    from core.models import Model
    from core.study import Guess, Member, StudyCase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        type=Path,
        help="the files of one study: a folder, an archive, DICOM files",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, help="folder for the two files")
    parser.add_argument("--json", action="store_true", help="print phases.json, nothing else")
    parser.add_argument(
        "--series",
        metavar="UID",
        action="append",
        help="compare this series; may be repeated (default: up to four, one for each scan)",
    )
    parser.add_argument(
        "--analyse",
        metavar="UID",
        help="the series that the model analyses (default: of the phase that it was made for)",
    )
    parser.add_argument(
        "--phase",
        metavar="UID=PHASE",
        type=_phase,
        action="append",
        default=[],
        help=f"you know the phase of that series: {', '.join(PHASES)}; may be repeated",
    )
    add_model_argument(parser)
    add_engine_argument(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.dicom import discover, read_series
    from core.export.phases import phases_json, write_phases
    from core.models import load_model
    from core.pipeline import analyze
    from core.study import in_given_order, measure_study, outlines_of

    found = discover(arguments.inputs, progress=progress_line("looking"))
    candidates = {one.uid: one for one in found.candidates}
    members = _members(candidates, arguments.series)
    corrections = dict(arguments.phase)
    model = load_model(arguments.model)
    phases = _reach(model)
    reference = _reference(members, corrections, arguments.analyse, phases)
    series = {
        one.uid: read_series(candidates[one.uid], progress=progress_line("reading"))
        for one in members
    }
    analysis = analyze(
        series[reference], model, progress=progress_line("slice"), engine=arguments.engine
    )
    others = [series[one.uid] for one in members if one.uid != reference]
    case = measure_study(outlines_of(analysis), others, progress=progress_line("series"))
    case = in_given_order(case, [one.uid for one in members])
    guesses = case.guesses(corrections)
    if arguments.out:
        write_phases(case, guesses, arguments.out, phases)
    if arguments.json:
        say(phases_json(case, guesses, phases).rstrip())
        return
    for line in summary_lines(case, guesses, phases):
        say(line)


def summary_lines(
    case: StudyCase, guesses: Mapping[str, Guess], phases: Sequence[str]
) -> list[str]:
    """The case for a person."""
    from core.study import verdict_words

    lines = []
    for number, one in enumerate(case.series, start=1):
        guess = guesses[one.uid]
        lines.append(f"{number} {phase_title(guess.phase)}: {'; '.join(guess.words)}")
        lines.append(f"  {one.series.tags.series_description} ({one.uid})")
        if one.alignment is not None:
            lines.append(f"  {one.alignment.words}")
        verdict = verdict_words(guess, one.is_reference, phases)
        lines.append(f"  {verdict or 'Analysed: the lesions are outlined here.'}")
        aorta = one.aorta_hu
        liver = "not measured" if one.liver is None else f"{decimals(one.liver.hu, 0)} HU"
        lines.append(
            f"  liver {liver}, aorta "
            f"{'not measured' if aorta is None else f'{decimals(aorta, 0)} HU'}"
        )
    for lesion in case.lesions:
        levels = [one.lesions.get(lesion) for one in case.series]
        curve = " -> ".join(ABSENT if one is None else decimals(one.hu, 0) for one in levels)
        numbers = case.numbers(lesion, guesses)
        more = [f"Lesion {lesion} ({case.looks[lesion]}-looking): {curve} HU"]
        if numbers.arterial_contrast_hu is not None:
            more.append(f"arterial lesion less liver {signed(numbers.arterial_contrast_hu, 0)} HU")
        more += [
            f"relative washout {phase} {decimals(value, 0)} %"
            for phase, value in numbers.relative_washout_percent.items()
        ]
        lines.append(", ".join(more))
    return lines


def _members(
    candidates: Mapping[str, SeriesCandidate], wanted: list[str] | None
) -> Sequence[Member]:
    from core.study import Member, choose, has_phases, in_order, same_study
    from core.study import sentences as study_sentences

    members = [
        Member(
            one.uid,
            one.tags,
            one.n_slices,
            one.tags.slice_thickness_mm or one.spacing_mm[0],
        )
        for one in candidates.values()
    ]
    if wanted:
        for uid in wanted:
            if uid not in candidates:
                raise PhaseError(study_sentences.no_such_series(uid))
        members = in_order([one for one in members if one.uid in wanted])
    of_ct = [one for one in members if has_phases(one.tags)]
    if (members and not of_ct) or (wanted and len(of_ct) < len(members)):
        raise PhaseError(study_sentences.only_of_ct())
    members = of_ct
    studies = {one.tags.study_uid or one.uid for one in members}
    if len(studies) > 1:
        raise PhaseError(study_sentences.several_studies(len(studies)))
    chosen = members if wanted else choose(members)
    if len(chosen) < 2 or not same_study(chosen[0].tags, chosen[1].tags):
        raise PhaseError(study_sentences.one_phase_no_curve())
    return chosen


def _reference(
    members: Sequence[Member],
    corrections: Mapping[str, str],
    asked: str | None,
    phases: Sequence[str],
) -> str:
    """UID of the series that the model analyses."""
    from core.study import Seen, guess_phases
    from core.study import sentences as study_sentences

    uids = [one.uid for one in members]
    for uid in [*corrections, *([asked] if asked else [])]:
        if uid not in uids:
            raise PhaseError(study_sentences.no_such_series(uid))
    if asked:
        return asked
    guesses = guess_phases([Seen(one.uid, one.tags) for one in members], corrections)
    for phase in phases:
        for uid in uids:
            if guesses[uid].phase == phase:
                return uid
    raise PhaseError(study_sentences.needs_phase_of_model(phases))


def _reach(model: Model) -> tuple[str, ...]:
    from core.cautions import Reach

    return Reach.from_card(model.card).phases


def _phase(text: str) -> tuple[str, str]:
    uid, _, phase = text.partition("=")
    if not uid or phase not in PHASES:
        raise argparse.ArgumentTypeError(sentences.not_a_phase(text, PHASES))
    return uid, phase
