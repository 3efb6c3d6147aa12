"""LiTS: `volume-N.nii[.gz]` and `segmentation-N.nii[.gz]`, in one folder or in several batches."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import TrainingDataError
from core.training.prepare import sentences
from core.training.prepare.folders import files_below
from core.training.prepare.nifti_pairs import pair_scan
from core.training.prepare.scans import Scan
from core.training.prepare.settings import PrepareSettings

NAME = re.compile(r"(?P<kind>volume|segmentation)-(?P<number>\d{1,9})\.nii(\.gz)?", re.IGNORECASE)


def recognises(root: Path) -> bool:
    """Whether a LiTS file lies anywhere below `root`."""
    return any(NAME.fullmatch(path.name) for path in files_below(root))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a number, in their order.

    Raises:
        TrainingDataError: no such files, or two of one number.
    """
    found: dict[int, dict[str, Path]] = {}
    for path in files_below(root):
        match = NAME.fullmatch(path.name)
        if not match:
            continue
        pair = found.setdefault(int(match["number"]), {})
        other = pair.setdefault(match["kind"].lower(), path)
        if other is not path:
            raise TrainingDataError(
                sentences.scans.scan_twice(path.name, other.parent.name, path.parent.name)
            )
    if not found:
        raise TrainingDataError(sentences.scans.no_lits_files(root.name))
    return [
        pair_scan(
            f"volume-{number}", number, pair.get("volume"), pair.get("segmentation"), settings
        )
        for number, pair in sorted(found.items())
    ]
