"""Make a synthetic CT or MR series as DICOM files."""

from __future__ import annotations

import argparse

from core.cli import sentences
from core.cli.inputs import add_out_argument
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_out_argument(parser, "folder for the DICOM files")
    parser.add_argument("--case", choices=("normal", "benign", "malignant"), required=True)
    parser.add_argument("--slices", metavar="N", type=int, default=48)
    parser.add_argument("--size", metavar="N", type=int, default=512, help="rows and columns")
    parser.add_argument("--seed", metavar="N", type=int, default=0)
    parser.add_argument(
        "--growth",
        metavar="F[,F..]",
        type=_numbers,
        help="the same patient at another visit: factors of the lesions' diameters, in the order "
        "drawn; 0 removes a lesion, the last applies to the rest",
    )
    parser.add_argument("--study-date", metavar="DATE", help="of that visit, such as 2026-01-31")
    parser.add_argument(
        "--shift",
        metavar="X,Y,Z",
        type=_numbers,
        help="the patient's shift on the table, mm to the left, back and up; write "
        "--shift=-5,0,30 if the first is negative",
    )
    of_mr = parser.add_argument_group("MR (instead of CT)")
    of_mr.add_argument("--modality", choices=("CT", "MR"), default="CT")
    of_mr.add_argument(
        "--kind",
        choices=("t1", "t2", "dual-echo", "diffusion", "dynamic"),
        default="t1",
        help="what is acquired (default: t1)",
    )
    of_mr.add_argument("--plane", choices=("axial", "coronal"), default="axial")


def run(arguments: argparse.Namespace) -> None:
    if arguments.modality == "MR":
        _write_mr(arguments)
        return
    from core.atomic_write import atomic_folder
    from core.phantom import Visit, make_phantom, write_dicom

    asked = {
        "growth": arguments.growth,
        "study_date": arguments.study_date,
        "shift_mm": arguments.shift,
    }
    phantom = make_phantom(
        arguments.case,
        n_slices=arguments.slices,
        size=arguments.size,
        seed=arguments.seed,
        visit=Visit(**{name: value for name, value in asked.items() if value is not None}),
    )
    with atomic_folder(arguments.out) as folder:
        written = write_dicom(phantom, folder)
    say(f"{len(written)} files in {arguments.out}")


def _write_mr(arguments: argparse.Namespace) -> None:
    from core.atomic_write import atomic_folder
    from core.phantom import make_mr, write_mr

    phantoms = make_mr(
        arguments.case,
        arguments.kind,
        plane=arguments.plane,
        n_slices=arguments.slices,
        size=arguments.size,
        seed=arguments.seed,
    )
    with atomic_folder(arguments.out) as folder:
        written = write_mr(phantoms, arguments.kind, folder)
    say(f"{len(written)} files in {arguments.out}")


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(sentences.not_numbers(text)) from error
