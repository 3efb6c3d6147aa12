"""What `python -m core explain` may be told about the method: parameters, baseline, layer."""

from __future__ import annotations

import argparse

from core.cli import sentences
from core.errors import UsageError


def add_method_options(parser: argparse.ArgumentParser) -> None:
    """--method, --parameter, --baseline, --layer, --smooth-samples."""
    # Checked by core.attribution, which knows the methods; listing them here would import torch
    # for every --help.
    parser.add_argument("--method", metavar="NAME", default="grad_cam", help="default: grad_cam")
    parser.add_argument(
        "--parameter",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a setting of the method, such as steps=64; may be repeated (docs/explanations.md)",
    )
    parser.add_argument(
        "--baseline",
        metavar="NAME",
        help="what the slice is compared with, where the method compares: air, blurred, mean_liver",
    )
    parser.add_argument(
        "--layer",
        metavar="NAME",
        help="of Grad-CAM: a layer's name, or deepest (default: the decoder's last block)",
    )
    parser.add_argument(
        "--smooth-samples",
        metavar="N",
        type=int,
        default=0,
        help="SmoothGrad: average over so many noisy copies, for methods with gradients",
    )


def method_parameters(arguments: argparse.Namespace) -> dict[str, str]:
    """Name -> text of the method's parameters that were given.

    Raises:
        UsageError: a --parameter is not NAME=VALUE.
    """
    given = {}
    for pair in arguments.parameter:
        name, sign, value = pair.partition("=")
        if not (name and sign and value):
            raise UsageError(sentences.not_name_and_value(pair))
        given[name] = value
    for name in ("baseline", "layer"):
        if getattr(arguments, name) is not None:
            given[name] = getattr(arguments, name)
    return given
