"""`train --from-annotations STUDY`: the slices of a study of readers, and the models before and
after on its held-out cases."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli import sentences
from core.cli.terminal import say
from core.errors import UsageError

if TYPE_CHECKING:
    from core.models import Model
    from core.training.readers.prepare import StudySlices

#: Written out, since naming them by import would load NumPy for every --help; a test compares.
METHODS = ("majority", "staple", "arbiter")
#: Slices with a finding that readers reject are drawn so many times as often.
HARD_WEIGHT = 3.0
DATA, SPLIT, COMPARED = "readers.npz", "split.json", "held_out.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--from-annotations, --consensus, --images."""
    group = parser.add_argument_group("readers")
    group.add_argument(
        "--from-annotations",
        metavar="STUDY",
        help="name of a study of the page Readers: train on what its readers say together, beside "
        "--data or alone",
    )
    group.add_argument(
        "--consensus",
        choices=METHODS,
        default=METHODS[0],
        help="how one outline is made of several (default: %(default)s)",
    )
    group.add_argument(
        "--images",
        metavar="INPUT",
        type=Path,
        action="append",
        default=[],
        help="where images of the study lie now, if they have moved; may be given several times",
    )


def take_in(arguments: argparse.Namespace) -> StudySlices | None:
    """Prepare the study, and set --data and --split to what came of it; None without a study.

    Raises:
        UsageError: there is neither a study nor a file.
        StoreError, TrainingDataError: the study can't be read, or not enough of it.
    """
    if not arguments.from_annotations:
        if not arguments.data:
            raise UsageError(sentences.nothing_to_train_on())
        return None
    from core.training.data import load_slices
    from core.training.json_files import write_json
    from core.training.readers.prepare import prepare_study
    from core.training.split import read_split, split_by_subject
    from core.worklist import Store

    store = Store.open()
    study = store.studies.get(arguments.from_annotations)
    arguments.out.mkdir(parents=True, exist_ok=True)
    made = prepare_study(
        store,
        study,
        arguments.consensus,
        arguments.out / DATA,
        folders=arguments.images,
        report=say,
    )
    store.close()
    for line in made.lines():
        say(line)
    others = list(arguments.data or [])
    arguments.data = [made.file, *others]
    slices = load_slices(arguments.data)
    if arguments.split and not others:
        split = read_split(arguments.split, slices)
    else:
        kept = read_split(arguments.split, load_slices(others)) if arguments.split else None
        split = split_by_subject(slices, seed=arguments.seed or 0, kept=kept)
    arguments.split = arguments.out / SPLIT
    write_json(arguments.split, split)
    return made


def finish(arguments: argparse.Namespace, made: StudySlices, card: Path) -> None:
    """Compare with the model that training began with, and say it on the card."""
    from core.models import load_checkpoint
    from core.training.data import load_slices
    from core.training.json_files import read_object, write_json
    from core.training.readers.card import ceiling, readers_section
    from core.training.readers.held_out import held_out
    from core.training.split import members

    content = read_object(card)
    compared: dict[str, Any] | None = None
    test = sorted(set(content["split"]["test"]) & set(made.subjects))
    if arguments.start_from and test:
        slices = members(load_slices(made.file), test)
        after = load_checkpoint(card.with_suffix(".pth"), content)
        compared = held_out(_model(arguments.start_from), after, slices)
        write_json(arguments.out / COMPARED, compared)
        for line in _lines(compared):
            say(line)
    say(ceiling(made))
    limits = [*content.get("limits", []), str(ceiling(made))]
    write_json(card, {**content, "readers": readers_section(made, compared), "limits": limits})


def _model(path: Path) -> Model:
    """With the card beside it, if there is one: it says how lesions are outlined."""
    from core.models import load_checkpoint
    from core.training.json_files import read_object

    card = path.with_suffix(".json")
    return load_checkpoint(path, read_object(card) if card.is_file() else None)


def _lines(compared: dict[str, Any]) -> list[str]:
    from core.training.readers.held_out import FIGURES

    lines = [f"on {compared['n_subjects']} held-out subjects of the readers:"]
    lines += [
        f"  {figure}: {_text(row['before'])} -> {_text(row['after'])}, "
        f"difference {_text(row['difference'])}"
        for figure in FIGURES
        if (row := compared[figure])["after"]["value"] is not None
    ]
    return lines + ([compared["note"]] if "note" in compared else [])


def _text(one: dict[str, Any]) -> str:
    """ "0.81 (0.70-0.88)"."""
    if one["value"] is None:
        return "undefined"
    bounds = one["ci95"]
    around = f" ({bounds[0]:.3f} to {bounds[1]:.3f})" if bounds else ""
    return f"{one['value']:.3f}{around}"
