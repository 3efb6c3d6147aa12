"""Train a backbone on labelled slices, and describe the best weights in a model card.

The run goes to DIR; weights and card go to DIR/weights, which LIVERLENS_WEIGHTS_DIR may name.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import train_readers
from core.cli.inputs import add_out_argument, at_least_one
from core.cli.terminal import say
from core.cli.train_classical import train_baseline

if TYPE_CHECKING:
    from core.training.config import TrainingConfig


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="FILE.npz",
        type=Path,
        action="append",
        help="labelled slices; may be given several times, for files that share no subjects",
    )
    parser.add_argument(
        "--split",
        metavar="FILE.json",
        type=Path,
        help="subjects of each part (default: drawn 70-15-15); for the shipped models: "
        "core/training/splits/shipped.json",
    )
    parser.add_argument(
        "--lesion-free",
        metavar="INPUT",
        type=Path,
        action="append",
        default=[],
        help="a CT series without lesions, for validation and for the false lesions per series on "
        "the card; may be given several times",
    )
    parser.add_argument(
        "--backbone",
        metavar="TIMM_NAME",
        required=True,
        help="a backbone of timm with maps of several sizes, or classical_baseline (no network)",
    )
    add_out_argument(parser, "folder for the weights and the curve")
    parser.add_argument("--name", help="of the model (default: the backbone's)")
    parser.add_argument(
        "--config",
        metavar="FILE.json",
        type=Path,
        help="settings, such as `training` of a model card; the options below override them",
    )
    parser.add_argument("--steps", type=at_least_one)
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--evaluate-every", type=at_least_one, metavar="STEPS")
    parser.add_argument("--seed", type=int)
    parser.add_argument(
        "--liver-free",
        metavar="INPUT:FIRST-LAST[:STEP]",
        action="append",
        default=[],
        help="slices of a CT without liver, 0 the most inferior; may be given several times",
    )
    parser.add_argument(
        "--facts",
        metavar="FILE.json",
        type=Path,
        action="append",
        default=[],
        help="fields for the model card that can't be measured: summary, intended_use, "
        "data_origin, licence, limits, fails_on ...; may be given several times",
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--initial-encoder", metavar="FILE", type=Path, help="state dict with ImageNet weights"
    )
    start.add_argument(
        "--pretrained", action="store_true", help="download ImageNet weights (needs a connection)"
    )
    start.add_argument(
        "--start-from", metavar="FILE.pth", type=Path, help="a checkpoint to continue training"
    )
    parser.add_argument(
        "--teacher",
        metavar="FILE.pth",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint to learn from in addition to the labels (distillation); repeat it to "
        "learn from the mean of several",
    )
    parser.add_argument(
        "--storage",
        choices=("float16", "int8", "float32"),
        default="float16",
        help="how the weights are stored (default: %(default)s)",
    )
    parser.add_argument("--resume", action="store_true", help="continue from last.pth in --out")
    train_readers.add_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    from core.models.registry import CLASSICAL_BASELINE
    from core.training.card import export_model
    from core.training.facts import check_facts
    from core.training.liver_free import LiverFreeRange, liver_free_slices
    from core.training.train import run_training

    facts: dict = {}
    for path in arguments.facts:
        facts |= check_facts(read_json(path), path.name)
    of_readers = train_readers.take_in(arguments)
    if arguments.backbone == CLASSICAL_BASELINE:
        train_baseline(arguments, read_json(arguments.config), facts)
        return
    config = _config(arguments)
    ranges = [LiverFreeRange.parse(text) for text in arguments.liver_free]
    run_training(
        config,
        arguments.data,
        arguments.out,
        split_file=arguments.split,
        lesion_free=arguments.lesion_free,
        liver_free=liver_free_slices(ranges, config.preprocessing) if ranges else None,
        initial_encoder=arguments.initial_encoder,
        pretrained=arguments.pretrained,
        start_from=arguments.start_from,
        teachers=arguments.teacher,
        resume=arguments.resume,
        report=say,
    )
    say("measuring the best weights on the validation and test subjects")
    card = export_model(
        arguments.out,
        arguments.data,
        arguments.out / "weights",
        name=arguments.name or arguments.backbone,
        facts=facts,
        storage=arguments.storage,
        lesion_free=arguments.lesion_free,
    )
    if of_readers is not None:
        train_readers.finish(arguments, of_readers, card)
    say(f"weights and card: {card.with_suffix('.pth')}, {card}")


def _config(arguments: argparse.Namespace) -> TrainingConfig:
    from core.training.config import TrainingConfig

    options = ("backbone", "steps", "learning_rate", "evaluate_every", "seed")
    given = {name: getattr(arguments, name) for name in options}
    settings = read_json(arguments.config)
    if arguments.from_annotations:
        usual = {"hard_weight": train_readers.HARD_WEIGHT}
        settings["sampling"] = usual | settings.get("sampling", {})
    return TrainingConfig.from_dict(settings | {k: v for k, v in given.items() if v is not None})


def read_json(path: Path | None) -> dict:
    """The object in a JSON file; empty where no file was named.

    Raises:
        UsageError: the file is missing or holds no JSON object.
    """
    from core.training.json_files import read_object

    return {} if path is None else read_object(path)
