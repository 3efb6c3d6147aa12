"""The training file: labelled slices of many subjects in one `.npz`, checked on reading.

Arrays, one row a slice (`python -m core prepare` writes them all):

    image        uint8, (n, s, s): HU clipped to 0..255; row 0 anterior, column 0 patient's right
    label        uint8, (n, s, s): codes of `labels.MASK_CODES`, 255 uncertain
    subject      integer, (n,): slices of one person share it; the data is split by it
    patient      integer, (n,), optional: the scan; not read here
    slice        integer, (n,), optional: place in the scan, 0 the most inferior; not read here
    quality      str, (n,), optional: "ok", "missed" or "bad"
    slice_class  str, (n,), optional: "" where the mask tells the class (also when the array is
                 absent); "normal", "benign", "malignant" or "uncertain" where a person told it.
                 A slice with a class and no mask has a label of 255 throughout: it teaches the
                 slice's score and leaves the outlines alone. Beside a mask, a told class must be
                 the mask's.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError
from tokenize import TokenError

import numpy as np

from core.errors import TrainingDataError
from core.labels import (
    BENIGN_CODE,
    LESION_CODES,
    MALIGNANT_CODE,
    MASK_CODES,
    SLICE_CLASSES,
    UNCERTAIN_CODE,
)

#: What numpy raises for a file that is no `.npz`, or a damaged one.
UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    AttributeError,
    StructError,
    TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
#: numpy's letters for the kinds of an array's values, and the same in words.
KINDS = {
    "image": ("uib", "whole numbers"),
    "label": ("uib", "whole numbers"),
    "subject": ("ui", "whole numbers"),
    "quality": ("US", "words"),
    "slice_class": ("US", "words"),
}
#: One grey level is one HU; the slices hold nothing outside this range.
HU_MIN, HU_MAX = 0, 255
#: The encoders halve a slice five times.
SIDE_MULTIPLE = 32
REQUIRED = ("image", "label", "subject")
#: Slice class where only uncertain pixels stand between it and "normal".
IGNORED_CLASS = -100
#: A lesion of fewer pixels does not make a slice a lesion slice.
MIN_LESION_PIXELS = 4
#: Words of the `slice_class` array: the mask tells, and nobody knows.
FROM_MASK, UNCERTAIN = "", "uncertain"


@dataclass(frozen=True, eq=False)
class SliceDataset:
    """Labelled slices in memory, radiological view."""

    #: (n, s, s) uint8, HU clipped to 0..255.
    image: np.ndarray
    #: (n, s, s) uint8, codes of `labels.MASK_CODES` and 255 for uncertain.
    label: np.ndarray
    #: (n,) integer: slices of one person share it.
    subject: np.ndarray
    #: (n,) of "ok", "missed" (holds an unlabelled lesion) or "bad".
    quality: np.ndarray
    #: (n,) of the words of the file's `slice_class`; None: the masks tell every class.
    told_class: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.image)

    def pick(self, which: np.ndarray) -> SliceDataset:
        """The slices at a boolean mask or at indices."""
        return SliceDataset(
            self.image[which],
            self.label[which],
            self.subject[which],
            self.quality[which],
            None if self.told_class is None else self.told_class[which],
        )

    @property
    def slice_class(self) -> np.ndarray:
        """(n,) int64: the class that was told, or else that of the mask (`slice_class_of`)."""
        told = np.full(len(self), FROM_MASK) if self.told_class is None else self.told_class
        return np.array(
            [
                slice_class_of(label) if word == FROM_MASK else _class_index(word)
                for label, word in zip(self.label, told, strict=True)
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


def slice_class_of(label: np.ndarray) -> int:
    """The class of one slice from its mask: malignant before benign before normal.

    `IGNORED_CLASS` where a lesion can't be ruled out (only uncertain pixels).
    """
    counts = np.bincount(label.ravel(), minlength=256)
    if counts[MALIGNANT_CODE] >= MIN_LESION_PIXELS:
        return SLICE_CLASSES.index("malignant")
    if counts[UNCERTAIN_CODE] >= MIN_LESION_PIXELS:
        # An uncertain region may be malignant: neither "benign" nor "normal" is known.
        return IGNORED_CLASS
    if counts[BENIGN_CODE] >= MIN_LESION_PIXELS:
        return SLICE_CLASSES.index("benign")
    return SLICE_CLASSES.index("normal")


def load_slices(path: Path) -> SliceDataset:
    """Read and check a training file; slices of quality "bad" are left out.

    Raises:
        TrainingDataError: not an npz, an array is missing, shapes differ or don't fit the
            networks, or labels are outside the set.
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            content = {key: arrays[key] for key in arrays.files}
    except MemoryError as error:
        raise TrainingDataError(
            f"{path.name}: needs more memory than there is: split it into smaller files."
        ) from error
    except UNREADABLE as error:
        raise TrainingDataError(
            f"{path.name}: can't be read as an .npz of arrays: write it with numpy.savez."
        ) from error
    _check_kinds(path, content)
    missing = [key for key in REQUIRED if key not in content]
    if missing:
        raise TrainingDataError(
            f"{path.name}: lacks {', '.join(missing)}: the arrays {', '.join(REQUIRED)} are needed."
        )
    image, label, subject = (content[key] for key in REQUIRED)
    if (
        image.ndim != 3
        or not image.size
        or image.shape != label.shape
        or len(subject) != len(image)
    ):
        raise TrainingDataError(
            f"{path.name}: image {image.shape}, label {label.shape} and subject {subject.shape} "
            "do not belong together: (n, s, s), (n, s, s) and (n,) are expected."
        )
    if image.shape[1] % SIDE_MULTIPLE or image.shape[2] % SIDE_MULTIPLE:
        raise TrainingDataError(
            f"{path.name}: slices of {image.shape[1]} x {image.shape[2]} pixels don't fit the "
            f"networks: both sides must be multiples of {SIDE_MULTIPLE}."
        )
    allowed = {*MASK_CODES.values(), UNCERTAIN_CODE}
    found = set(np.unique(label).tolist())
    if not found <= allowed:
        raise TrainingDataError(
            f"{path.name}: labels {sorted(found - allowed)} are outside {sorted(allowed)}: "
            "recode them."
        )
    quality = content.get("quality", np.full(len(image), "ok"))
    slices = SliceDataset(
        image.astype(np.uint8),
        label.astype(np.uint8),
        subject,
        quality.astype(str),
        _told_class(path, content.get("slice_class"), label),
    )
    return slices.pick(slices.quality != "bad")


def _check_kinds(path: Path, content: dict[str, np.ndarray]) -> None:
    """Raises TrainingDataError for what is no array, or numbers where words belong."""
    for key, (kinds, words) in KINDS.items():
        array = content.get(key)
        if array is not None and not (isinstance(array, np.ndarray) and array.dtype.kind in kinds):
            raise TrainingDataError(f"{path.name}: {key} does not hold {words}: write it again.")
    for key in ("subject", "quality"):
        if key in content and content[key].ndim != 1:
            raise TrainingDataError(
                f"{path.name}: {key} {content[key].shape} is no list: one value a slice is needed."
            )
    quality, image = content.get("quality"), content.get("image")
    if quality is not None and image is not None and image.ndim and len(quality) != len(image):
        raise TrainingDataError(
            f"{path.name}: quality {quality.shape} doesn't belong to {len(image)} slices: "
            "one word a slice is needed."
        )


def _told_class(path: Path, words: np.ndarray | None, label: np.ndarray) -> np.ndarray | None:
    """The `slice_class` array, checked against the set of words and against the masks."""
    if words is None:
        return None
    words = words.astype(str)
    if words.shape != label.shape[:1]:
        raise TrainingDataError(
            f"{path.name}: slice_class {words.shape} doesn't belong to {len(label)} slices: "
            "one word a slice is expected."
        )
    allowed = {FROM_MASK, UNCERTAIN, *SLICE_CLASSES}
    unknown = sorted(set(words.tolist()) - allowed)
    if unknown:
        raise TrainingDataError(
            f"{path.name}: slice_class holds {unknown}, outside {sorted(allowed)}: rename them."
        )
    for row in np.flatnonzero(words != FROM_MASK):
        if (label[row] == UNCERTAIN_CODE).all():
            continue
        if slice_class_of(label[row]) != _class_index(words[row]):
            raise TrainingDataError(
                f"{path.name}: slice_class says {words[row]} in row {row}, whose label says "
                "otherwise: correct one, or fill the label with 255."
            )
    return words


def _class_index(word: str) -> int:
    return IGNORED_CLASS if word == UNCERTAIN else SLICE_CLASSES.index(word)


def has_lesion(label: np.ndarray) -> np.ndarray:
    """(n,) bool: which of the (n, s, s) masks hold a lesion of either kind."""
    return np.isin(label, LESION_CODES).sum(axis=(1, 2)) >= MIN_LESION_PIXELS
