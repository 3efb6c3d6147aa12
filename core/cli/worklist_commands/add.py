"""Queue every series in folders, files or zips that the model reads: CT, or MR.

Nothing is analysed yet; the paths must stay where they are until `worklist run` has been.
"""

from __future__ import annotations

import argparse

from core.cli import sentences
from core.cli.inputs import add_model_argument, add_series_arguments, card_named
from core.cli.refusals import note_refusal
from core.cli.terminal import progress_line, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    add_model_argument(parser)
    parser.add_argument(
        "--patient",
        metavar="CODE",
        help="your own code for the one patient of all these series, if the files name "
        "nobody; it is stored as a keyed hash",
    )
    parser.add_argument(
        "--again", action="store_true", help="also series that these weights have analysed before"
    )


def run(arguments: argparse.Namespace) -> None:
    from core.dicom import SeriesCandidate
    from core.errors import ConsentError, NoSeriesError
    from core.models import sentences as models
    from core.worklist import Store, add_inputs

    card = card_named(arguments.model)
    wanted = arguments.series
    refusals: list[ConsentError] = []
    others: list[SeriesCandidate] = []
    added = add_inputs(
        Store.open(),
        arguments.inputs,
        card.name,
        card.sha256,
        patient_code=arguments.patient,
        again=arguments.again,
        choose=None if wanted is None else lambda candidate: candidate.uid == wanted,
        reads=card.modality,
        left_out=others.append,
        refused=refusals.append,
        progress=progress_line("file"),
    )
    if refusals and not added:
        # The command's error is noted where it ends.
        for refusal in refusals[1:]:
            note_refusal(refusal)
        raise refusals[0]
    if not added:
        raise NoSeriesError(sentences.no_such_series(wanted))
    for one in added:
        state = "queued" if one.is_new else f"{one.item.state} already"
        say(f"{one.item.id}  {one.item.n_slices} slices, {card.name}: {state}")
    new = sum(one.is_new for one in added)
    say(f"{new} of {len(added)} series queued; `python -m core worklist run` analyses them.")
    if others:
        say(models.left_out(len(others), others[0].tags.modality, card.name, card.modality))
    for refusal in refusals:
        note_refusal(refusal)
    if refusals:
        say(f"{len(refusals)} series not queued: {refusals[0]}")
