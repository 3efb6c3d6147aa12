"""Make a synthetic CT series as DICOM files."""

from __future__ import annotations

import argparse

from core.cli.inputs import add_out_argument
from core.cli.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_out_argument(parser, "folder for the DICOM files")
    parser.add_argument("--case", choices=("normal", "benign", "malignant"), required=True)
    parser.add_argument("--slices", metavar="N", type=int, default=48)
    parser.add_argument("--size", metavar="N", type=int, default=512, help="rows and columns")
    parser.add_argument("--seed", metavar="N", type=int, default=0)


def run(arguments: argparse.Namespace) -> None:
    from core.export import whole_files
    from core.phantom import make_phantom, write_dicom

    phantom = make_phantom(
        arguments.case, n_slices=arguments.slices, size=arguments.size, seed=arguments.seed
    )
    with whole_files(arguments.out) as folder:
        written = write_dicom(phantom, folder)
    say(f"{len(written)} files in {arguments.out}")
