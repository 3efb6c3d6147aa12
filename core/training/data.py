"""The training file: labelled slices of many subjects in one `.npz`, checked on reading.

Arrays, one row per slice (`python -m core prepare` writes them all):

    image        uint8, (n, s, s): HU clipped to 0..255; row 0 anterior, column 0 patient's right
    label        uint8, (n, s, s): codes of `labels.MASK_CODES`, 255 uncertain
    subject      integer, (n,): slices of one person share it; the data is split by it
    patient      integer, (n,), optional: the scan; not read here
    slice        integer, (n,), optional: place in the scan, 0 the most inferior; not read here
    quality      str, (n,), optional: "ok", "missed", "bad" or "outline" (the liver's edge could
                 not be trusted, so the liver is 255; lesions and the slice's class are good)
    source       str, (n,), optional: the data set that the slice is from
    phase        str, (n,), optional: of contrast, such as "portal", "arterial", "noncontrast"
    modality     str, (n,), optional: "MR", or "" for CT (`training.modality`)
    slice_class  str, (n,), optional: "" where the mask tells the class (also when the array is
                 absent); "normal", "benign", "malignant" or "uncertain" where a person told it.
                 A slice with a class and no mask has a label of 255 throughout: it teaches the
                 slice's score and leaves the outlines alone. Beside a mask, a told class must be
                 the mask's.

Any other array of one number or word per slice is a column too, such as `thickness` in mm (which
`prepare` writes): it is for grouping figures only (`training.columns`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TrainingDataError
from core.labels import MASK_CODES, UNCERTAIN_CODE
from core.modality import CT, MR
from core.training import sentences
from core.training.columns import MODALITY, columns_in, joined_columns
from core.training.file_checks import UNREADABLE, check_kinds, told_class_of, words_of
from core.training.slice_class import (
    FROM_MASK,
    IGNORED_CLASS,
    MIN_LESION_PIXELS,
    UNCERTAIN,
    class_index,
    has_lesion,
    slice_class_of,
)

__all__ = [
    "IGNORED_CLASS",
    "MIN_LESION_PIXELS",
    "UNCERTAIN",
    "SliceDataset",
    "has_lesion",
    "load_slices",
    "paths_of",
    "slice_class_of",
]

#: Quality of slices whose liver is uncertain while their class is known.
OUTLINE = "outline"
#: One grey level is one HU; the slices hold nothing outside this range.
HU_MIN, HU_MAX = 0, 255
#: The encoders halve a slice five times.
SIDE_MULTIPLE = 32
REQUIRED = ("image", "label", "subject")
#: Sources whose liver outlines are a model's own, accepted by readers: no liver Dice on them.
OUTLINED_BY_MODELS = (
    "acrin001",
    "cmb",
    "deeplesion",
    "kidneystone",
    "lidc",
    "msd08a",
    "msd09",
)
#: What a slice is where its file names no source or phase: the first files held no other. MR is
#: told apart by no phase of contrast.
USUAL_SOURCE, USUAL_PHASE, NO_PHASE = "", "portal", ""


@dataclass(frozen=True, eq=False)
class SliceDataset:
    """Labelled slices in memory, radiological view."""

    #: (n, s, s) uint8, HU clipped to 0..255.
    image: np.ndarray
    #: (n, s, s) uint8, codes of `labels.MASK_CODES` and 255 for uncertain.
    label: np.ndarray
    #: (n,) integer: slices of one person share it.
    subject: np.ndarray
    #: (n,) of "ok", "missed" (holds an unlabelled lesion), "outline" or "bad".
    quality: np.ndarray
    #: (n,) of the words of the file's `slice_class`; None: the masks tell every class.
    told_class: np.ndarray | None = None
    #: (n,) of data sets' names; None: `USUAL_SOURCE`.
    source: np.ndarray | None = None
    #: (n,) of phases of contrast; None: `USUAL_PHASE`, of MR `NO_PHASE`.
    phase: np.ndarray | None = None
    #: Name -> (n,) words, of every array with one value per slice (`columns.column_of`).
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.image)

    def pick(self, which: np.ndarray) -> SliceDataset:
        """The slices at a boolean mask or at indices."""
        picked: dict[str, Any] = {
            one.name: None if (values := getattr(self, one.name)) is None else values[which]
            for one in fields(self)
            if one.name != "columns"
        }
        columns = {name: words[which] for name, words in self.columns.items()}
        return SliceDataset(**picked, columns=columns)

    @property
    def slice_class(self) -> np.ndarray:
        """(n,) int64: the class that was told, or else that of the mask (`slice_class_of`)."""
        told = np.full(len(self), FROM_MASK) if self.told_class is None else self.told_class
        return np.array(
            [
                slice_class_of(label, liver_known=quality != OUTLINE)
                if word == FROM_MASK
                else class_index(word)
                for label, word, quality in zip(self.label, told, self.quality, strict=True)
            ],
            dtype=np.int64,
        )

    @property
    def with_lesion(self) -> np.ndarray:
        """(n,) bool: slices whose mask, or whose told class, holds a lesion of either kind."""
        return has_lesion(self.label) | (self.slice_class > 0)

    @property
    def class_only(self) -> np.ndarray:
        """(n,) bool: slices without a mask, of which only the class is known."""
        return (self.label == UNCERTAIN_CODE).all(axis=(1, 2))

    @property
    def liver_outlined(self) -> np.ndarray:
        """(n,) bool: slices whose liver is labelled, not uncertain throughout."""
        return self.quality != OUTLINE

    @property
    def sources(self) -> np.ndarray:
        """(n,) names of the data sets."""
        return np.full(len(self), USUAL_SOURCE) if self.source is None else self.source

    @property
    def phases(self) -> np.ndarray:
        """(n,) phases of contrast; `NO_PHASE` of MR."""
        if self.phase is not None:
            return self.phase
        return np.where(self.of_mr, NO_PHASE, USUAL_PHASE)

    @property
    def of_mr(self) -> np.ndarray:
        """(n,) bool: slices of MR; the others are of CT."""
        return self.columns.get(MODALITY, np.full(len(self), CT)) == MR


def load_slices(data: Path | Sequence[Path]) -> SliceDataset:
    """Read and check one training file or several; slices of quality "bad" are left out.

    Subject numbers of several files must not collide: the same number is the same person.

    Raises:
        TrainingDataError: not an npz, an array is missing, shapes differ or don't fit the
            networks or each other, or labels are outside the set.
    """
    paths = paths_of(data)
    read = [_load_file(path) for path in paths]
    return read[0] if len(read) == 1 else _joined(paths, read)


def paths_of(data: Path | Sequence[Path]) -> list[Path]:
    """One training file or several, as a list."""
    return [Path(data)] if isinstance(data, str | Path) else [Path(path) for path in data]


def _joined(paths: list[Path], read: list[SliceDataset]) -> SliceDataset:
    sides = {slices.image.shape[1:] for slices in read}
    if len(sides) != 1:
        raise TrainingDataError(
            sentences.sizes_differ(", ".join(path.name for path in paths), sorted(sides))
        )
    told = [
        np.full(len(one), FROM_MASK) if one.told_class is None else one.told_class for one in read
    ]
    return SliceDataset(
        image=np.concatenate([one.image for one in read]),
        label=np.concatenate([one.label for one in read]),
        subject=np.concatenate([one.subject for one in read]),
        quality=np.concatenate([one.quality for one in read]),
        told_class=np.concatenate(told),
        source=np.concatenate([one.sources for one in read]),
        phase=np.concatenate([one.phases for one in read]),
        columns=joined_columns(read),
    )


def _load_file(path: Path) -> SliceDataset:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            content = {key: arrays[key] for key in arrays.files}
    except MemoryError as error:
        raise TrainingDataError(sentences.file_needs_more_memory(path.name)) from error
    except UNREADABLE as error:
        raise TrainingDataError(sentences.not_an_npz(path.name)) from error
    check_kinds(path, content)
    missing = [key for key in REQUIRED if key not in content]
    if missing:
        raise TrainingDataError(
            sentences.arrays_missing(path.name, ", ".join(missing), ", ".join(REQUIRED))
        )
    image, label, subject = (content[key] for key in REQUIRED)
    if (
        image.ndim != 3
        or not image.size
        or image.shape != label.shape
        or len(subject) != len(image)
    ):
        raise TrainingDataError(
            sentences.arrays_do_not_match(path.name, image.shape, label.shape, subject.shape)
        )
    if image.shape[1] % SIDE_MULTIPLE or image.shape[2] % SIDE_MULTIPLE:
        raise TrainingDataError(
            sentences.sides_do_not_fit(path.name, image.shape[1], image.shape[2], SIDE_MULTIPLE)
        )
    allowed = {*MASK_CODES.values(), UNCERTAIN_CODE}
    found = set(np.unique(label).tolist())
    if not found <= allowed:
        raise TrainingDataError(
            sentences.labels_unknown(path.name, sorted(found - allowed), sorted(allowed))
        )
    quality = content.get("quality", np.full(len(image), "ok"))
    slices = SliceDataset(
        image.astype(np.uint8),
        label.astype(np.uint8),
        subject,
        quality.astype(str),
        told_class_of(path, content.get("slice_class"), label),
        source=words_of(path, content, "source", len(image)),
        phase=words_of(path, content, "phase", len(image)),
        columns=columns_in(content, len(image)),
    )
    return slices.pick(slices.quality != "bad")
