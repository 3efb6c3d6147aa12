"""Make a synthetic CT or MR series, or a CT study of four phases, as DICOM files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.inputs import add_out_argument
from core.cli.terminal import say
from core.errors import UsageError

if TYPE_CHECKING:
    from core.phantom import Phantom


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_out_argument(parser, "folder for the DICOM files")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--case", choices=("normal", "benign", "malignant"))
    what.add_argument(
        "--phases",
        action="store_true",
        help="one study of four series (unenhanced, arterial, portal-venous, delayed) in the "
        "folder dicom, and what was put in, as JSON and NIfTI, in the folder truth",
    )
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
    parser.add_argument(
        "--truth",
        metavar="FILE.nii.gz",
        type=Path,
        help="also write what was put in: 1 liver, 2 benign, 3 malignant",
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
        if arguments.phases:
            raise UsageError(sentences.no_phases_of_mr())
        _write_mr(arguments)
        return
    from core.atomic_write import atomic_folder
    from core.phantom import Visit, make_phantom, write_dicom

    asked = {
        "growth": arguments.growth,
        "study_date": arguments.study_date,
        "shift_mm": arguments.shift,
    }
    visit = {name: value for name, value in asked.items() if value is not None}
    if arguments.phases:
        if visit or arguments.truth:
            raise UsageError(sentences.no_visit_of_phases())
        _phases(arguments)
        return
    phantom = make_phantom(
        arguments.case,
        n_slices=arguments.slices,
        size=arguments.size,
        seed=arguments.seed,
        visit=Visit(**visit),
    )
    with atomic_folder(arguments.out) as folder:
        written = write_dicom(phantom, folder)
    say(f"{len(written)} files in {arguments.out}")
    _write_truth(phantom, arguments.truth)


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
    # All images of a kind lie on one grid.
    _write_truth(phantoms[0], arguments.truth)


def _write_truth(phantom: Phantom, path: Path | None) -> None:
    if path is None:
        return
    from core.atomic_write import atomic_file
    from core.export.analysis import compressed, segmentation_image

    with atomic_file(path) as part:
        part.write_bytes(compressed(segmentation_image(phantom.mask, phantom.series)))
    say(str(path))


def _phases(arguments: argparse.Namespace) -> None:
    from core.atomic_write import atomic_folder
    from core.export.analysis import compressed, segmentation_image
    from core.export.report import to_json
    from core.phantom import make_phase_study, write_phase_study

    study = make_phase_study(n_slices=arguments.slices, size=arguments.size, seed=arguments.seed)
    with atomic_folder(arguments.out) as folder:
        written = write_phase_study(study, folder / "dicom")
        truth = folder / "truth"
        truth.mkdir()
        (truth / "truth.json").write_text(to_json(study.truth()), encoding="utf-8")
        for number, made in enumerate(study.series, start=1):
            mask = compressed(segmentation_image(made.mask, made.series))
            (truth / f"{number}-{made.phase}.nii.gz").write_bytes(mask)
    say(f"{len(written)} files of {len(study.series)} series in {arguments.out / 'dicom'}")


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(sentences.not_numbers(text)) from error
