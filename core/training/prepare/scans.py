"""What a layout makes of a data set: scans that can be loaded one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from core.series import Series
from core.training.prepare.settings import PrepareSettings

#: A lesion whose kind the data set doesn't tell; only between reading and `tumour_kinds`.
TUMOUR_CODE = 4


@dataclass(frozen=True, eq=False)
class LabelledScan:
    """One series with what is known of it."""

    series: Series
    #: (z, y, x) uint8 on the CT's voxels: mask codes, 255, `TUMOUR_CODE`. None without a mask.
    codes: np.ndarray | None
    #: The class of every slice, one of `data`'s words, where a person told it.
    told_class: str = ""
    #: Whether a person told that no liver is in sight: background everywhere, though no mask.
    liver_free: bool = False
    #: First and last slice that may be used, 0 the most inferior; None: all.
    slices: tuple[int, int] | None = None
    #: Phrases for the summary: what was met and what was done.
    cautions: tuple[str, ...] = ()
    #: The data set that it is from, and its phase of contrast, where a person told them.
    source: str = ""
    phase: str = ""


@dataclass(frozen=True, eq=False)
class PreparedSlices:
    """Slices in the form of the training file; n of them, of one scan."""

    #: (n, s, s) uint8
    image: np.ndarray
    #: (n, s, s) uint8
    label: np.ndarray
    #: (n,) place in the scan, 0 the most inferior.
    index: np.ndarray
    #: (n,) of `data`'s words for the class.
    told_class: np.ndarray
    cautions: tuple[str, ...] = ()
    #: Rows of the table of lesions; empty unless asked for.
    lesions: tuple[dict, ...] = field(default=())
    #: The columns of the same names; "" and NaN for what is not known.
    source: str = ""
    phase: str = ""
    thickness: float = float("nan")
    #: "MR"; "" for CT.
    modality: str = ""
    #: (n,) bool: readers rejected a finding on the slice. (n,) str: the kind of its largest lesion.
    #: None where no reader told.
    rejected: np.ndarray | None = None
    kind: np.ndarray | None = None


@dataclass(frozen=True)
class Scan:
    """One scan of a data set, not yet read."""

    #: As the person knows it; the key in tables of kinds and subjects.
    name: str
    #: The number it has in the training file.
    number: int
    #: The same for scans of one person.
    subject: str
    #: Reads the scan and cuts its slices. Raises TrainingDataError or InputError.
    prepare: Callable[[PrepareSettings], PreparedSlices]
    #: Why it can't be used, known before anything is read: a whole sentence.
    problem: str = ""


def number_in(name: str) -> int | None:
    """The last whole number in a name: "liver_12" -> 12; None where there is none."""
    digits = "".join(c if c.isdecimal() and c.isascii() else " " for c in name).split()
    return int(digits[-1]) if digits and len(digits[-1]) < 10 else None


def numbers_for(names: list[str]) -> list[int]:
    """The numbers in the names where they are all different, else 1, 2, 3..."""
    own = {number for name in names if (number := number_in(name)) is not None}
    if len(own) < len(names):
        return list(range(1, len(names) + 1))
    return [int(number_in(name) or 0) for name in names]
