"""The layouts that are known, and which of them a folder has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import TrainingDataError, UsageError
from core.training.prepare import (
    atlas,
    chaos,
    decathlon,
    image_folder,
    ircadb,
    lits,
    lld_mmri,
    sentences,
    series_table,
)
from core.training.prepare.scans import Scan
from core.training.prepare.settings import PrepareSettings


@dataclass(frozen=True)
class Layout:
    """One way in which data sets lie on disk."""

    #: For a person: what is looked for.
    looks_like: str
    recognises: Callable[[Path], bool]
    scans: Callable[[Path, PrepareSettings], list[Scan]]
    #: What the column `source` says of a data set in this layout; "" if anyone's may have it.
    source: str = ""


LAYOUTS: dict[str, Layout] = {
    "decathlon": Layout(
        "imagesTr and labelsTr", decathlon.recognises, decathlon.scans, "decathlon"
    ),
    "lits": Layout("volume-N.nii and segmentation-N.nii", lits.recognises, lits.scans, "lits"),
    "ircadb": Layout("PATIENT_DICOM and MASKS_DICOM", ircadb.recognises, ircadb.scans, "ircadb"),
    "chaos": Layout("T1DUAL or T2SPIR with Ground", chaos.recognises, chaos.scans, "chaos"),
    "atlas": Layout("imagesTr/imN and labelsTr/lbN", atlas.recognises, atlas.scans, "atlas"),
    "lld_mmri": Layout(
        "labels/labels.txt and images", lld_mmri.recognises, lld_mmri.scans, "lld_mmri"
    ),
    "images": Layout(
        "PNG or JPEG in normal, benign, malignant", image_folder.recognises, image_folder.scans
    ),
    "table": Layout("a CSV of series and labels", series_table.recognises, series_table.scans),
}


def layout_of(source: Path, name: str | None = None) -> tuple[str, Layout]:
    """The layout called `name`, or the one that `source` has.

    Raises:
        UsageError: `source` doesn't exist, or is a file that no layout takes.
        TrainingDataError: the folder is empty, has no known layout or more than one.
    """
    if not source.exists():
        raise UsageError(sentences.scans.no_such_source(source.name))
    if source.is_file() and not series_table.recognises(source):
        raise UsageError(sentences.scans.neither_folder_nor_csv(source.name))
    if source.is_dir() and not any(source.iterdir()):
        raise TrainingDataError(sentences.scans.empty_folder(source.name))
    if name is not None:
        if source.is_file() != (name == "table"):
            kind = "a CSV" if name == "table" else "a folder"
            raise UsageError(sentences.scans.layout_needs(source.name, name, kind))
        return name, LAYOUTS[name]
    if source.is_file():
        return "table", LAYOUTS["table"]
    found = [key for key, layout in LAYOUTS.items() if layout.recognises(source)]
    if not found:
        looks = "; ".join(layout.looks_like for layout in LAYOUTS.values())
        raise TrainingDataError(sentences.scans.layout_unknown(source.name, looks))
    if len(found) > 1:
        raise TrainingDataError(sentences.scans.several_layouts(source.name, " and ".join(found)))
    return found[0], LAYOUTS[found[0]]
