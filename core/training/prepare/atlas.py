"""ATLAS, contrast-enhanced T1 MR: `imagesTr/imN.nii.gz` with `labelsTr/lbN.nii.gz`; 1 is liver, 2 a
tumour. Quinton et al., Data 2023;8:79 (doi:10.3390/data8050079)."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import TrainingDataError
from core.modality import MR
from core.training.prepare import sentences
from core.training.prepare.folders import files_below
from core.training.prepare.nifti_pairs import pair_scan
from core.training.prepare.scans import Scan
from core.training.prepare.settings import PrepareSettings

NAME = re.compile(r"(?P<kind>im|lb)(?P<number>\d{1,9})\.nii(\.gz)?", re.IGNORECASE)
FOLDERS = {"im": "imagestr", "lb": "labelstr"}


def recognises(root: Path) -> bool:
    """Whether an image or a label of ATLAS lies anywhere below `root`."""
    return any(_pair_of(path) for path in files_below(root))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a number, in their order.

    Raises:
        TrainingDataError: no such files, or two of one number.
    """
    found: dict[int, dict[str, Path]] = {}
    for path in files_below(root):
        pair = _pair_of(path)
        if pair is None:
            continue
        kind, number = pair
        other = found.setdefault(number, {}).setdefault(kind, path)
        if other is not path:
            raise TrainingDataError(
                sentences.scans.scan_twice(path.name, other.parent.name, path.parent.name)
            )
    if not found:
        raise TrainingDataError(sentences.scans.no_atlas_files(root.name))
    return [
        pair_scan(f"im{number}", number, pair.get("im"), pair.get("lb"), settings, modality=MR)
        for number, pair in sorted(found.items())
    ]


def _pair_of(path: Path) -> tuple[str, int] | None:
    """(kind, number) of a file of ATLAS in its own folder."""
    match = NAME.fullmatch(path.name)
    if not match or path.parent.name.lower() != FOLDERS[match["kind"].lower()]:
        return None
    return match["kind"].lower(), int(match["number"])
