"""What kind the lesions of a data set are that only says "tumour"."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import ndimage

from core.errors import TrainingDataError
from core.labels import BENIGN_CODE, MALIGNANT_CODE, UNCERTAIN_CODE
from core.training.prepare import sentences
from core.training.prepare.tables import read_rows

KIND_CODES = {
    "benign": BENIGN_CODE,
    "malignant": MALIGNANT_CODE,
    "uncertain": UNCERTAIN_CODE,
}
#: LiTS and 3D-IRCADb hold mostly metastases and HCC.
USUAL_KIND = "malignant"
#: Voxels that touch by a face, an edge or a corner are one lesion.
TOUCHING = np.ones((3, 3, 3), dtype=int)


@dataclass(frozen=True)
class TumourKinds:
    """The kind of every lesion, by lesion, else by scan, else the usual one."""

    usual: str = USUAL_KIND
    by_scan: dict[str, str] = field(default_factory=dict)
    by_lesion: dict[tuple[str, int], str] = field(default_factory=dict)
    #: Base name of the table, for messages.
    table: str = ""

    def of_scan(self, scan: str) -> str:
        return self.by_scan.get(scan, self.usual)

    def lesions_told(self, scan: str) -> dict[int, str]:
        """{lesion number: kind} of those that a person told one by one."""
        return {lesion: kind for (name, lesion), kind in self.by_lesion.items() if name == scan}

    @property
    def scans(self) -> set[str]:
        return {*self.by_scan, *(scan for scan, _ in self.by_lesion)}


def read_kinds(path: Path, usual: str = USUAL_KIND) -> TumourKinds:
    """A table with the columns scan, kind and, for one lesion of a scan, lesion.

    Raises:
        TrainingDataError: as `read_rows`, or a kind or lesion number is none.
    """
    by_scan: dict[str, str] = {}
    by_lesion: dict[tuple[str, int], str] = {}
    for line, row in read_rows(path, ("scan", "kind"), ("lesion", "volume_ml", "slice")):
        kind = row["kind"].lower()
        if kind not in KIND_CODES:
            raise TrainingDataError(
                sentences.tables.kind_unknown(path.name, line, row["kind"], ", ".join(KIND_CODES))
            )
        if not row["lesion"]:
            by_scan[row["scan"]] = kind
        elif row["lesion"].isdecimal() and int(row["lesion"]) > 0:
            by_lesion[row["scan"], int(row["lesion"])] = kind
        else:
            raise TrainingDataError(
                sentences.tables.lesion_number_unreadable(path.name, line, row["lesion"])
            )
    return TumourKinds(usual, by_scan, by_lesion, path.name)


@dataclass(frozen=True, eq=False)
class Lesions:
    """The lesions of one scan, numbered from the largest on."""

    #: Where they all lie in the volume: the numbers cover this box only.
    box: tuple[slice, slice, slice]
    #: (z, y, x) int32 within the box, 0 outside of lesions.
    numbers: np.ndarray
    count: int


def number_lesions(tumour: np.ndarray) -> Lesions:
    """3-D components of `tumour`, (z, y, x) bool, the largest being number 1.

    Of two equally large ones the more inferior comes first.
    """
    if not tumour.any():
        return Lesions((slice(0, 0),) * 3, np.zeros((0, 0, 0), dtype=np.int32), 0)
    planes, rows, columns = (
        slice(int(hits[0]), int(hits[-1]) + 1)
        for axes in ((1, 2), (0, 2), (0, 1))
        for hits in [np.flatnonzero(tumour.any(axis=axes))]
    )
    box = planes, rows, columns
    components, count = ndimage.label(tumour[box], TOUCHING, output=np.int32)
    sizes = np.bincount(components.ravel(), minlength=count + 1)[1:]
    # `label` numbers them from the most inferior on; a stable sort keeps that among equals.
    rank = np.zeros(count + 1, dtype=np.int32)
    rank[np.argsort(-sizes, kind="stable") + 1] = np.arange(1, count + 1)
    return Lesions(box, rank[components], count)


def with_kinds(codes: np.ndarray, tumour_code: int, scan: str, kinds: TumourKinds) -> np.ndarray:
    """`codes` with `tumour_code` replaced by the codes of the lesions' kinds.

    Raises:
        TrainingDataError: a kind was told for a lesion that the scan doesn't have.
    """
    tumour = codes == tumour_code
    told = kinds.lesions_told(scan)
    codes = np.where(tumour, np.uint8(KIND_CODES[kinds.of_scan(scan)]), codes)
    if not told:
        return codes
    lesions = number_lesions(tumour)
    if max(told) > lesions.count:
        raise TrainingDataError(
            sentences.tables.no_such_lesion(kinds.table, max(told), scan, lesions.count)
        )
    for lesion, kind in told.items():
        codes[lesions.box][lesions.numbers == lesion] = KIND_CODES[kind]
    return codes


def lesion_rows(tumour: np.ndarray, voxel_ml: float, scan: str, kinds: TumourKinds) -> list[dict]:
    """One row per lesion for a table that `read_kinds` takes back, the largest first.

    `slice` is that with most of the lesion on it, 0 the most inferior.
    """
    lesions = number_lesions(tumour)
    if not lesions.count:  # scipy finds no objects in an empty array, and says so by raising
        return []
    told = kinds.lesions_told(scan)
    rows = []
    first = lesions.box[0].start
    for lesion, box in enumerate(ndimage.find_objects(lesions.numbers), start=1):
        own = lesions.numbers[box] == lesion
        rows.append(
            {
                "scan": scan,
                "lesion": lesion,
                "kind": told.get(lesion, kinds.of_scan(scan)),
                "volume_ml": round(float(own.sum() * voxel_ml), 3),
                "slice": int(first + box[0].start + own.sum(axis=(1, 2)).argmax()),
            }
        )
    return rows
