"""The training file: labelled slices of many subjects in one `.npz`, checked on reading."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

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

#: One grey level is one HU; the slices hold nothing outside this range.
HU_MIN, HU_MAX = 0, 255
#: The encoders halve a slice five times.
SIDE_MULTIPLE = 32
REQUIRED = ("image", "label", "subject")
#: Slice class where only uncertain pixels stand between it and "normal".
IGNORED_CLASS = -100
#: A lesion of fewer pixels does not make a slice a lesion slice.
MIN_LESION_PIXELS = 4


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

    def __len__(self) -> int:
        return len(self.image)

    def pick(self, which: np.ndarray) -> SliceDataset:
        """The slices at a boolean mask or at indices."""
        return SliceDataset(
            self.image[which], self.label[which], self.subject[which], self.quality[which]
        )

    @property
    def slice_class(self) -> np.ndarray:
        """(n,) int64: see `slice_class_of`."""
        return np.array([slice_class_of(label) for label in self.label], dtype=np.int64)


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
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise TrainingDataError(
            f"{path.name}: can't be read as an .npz of arrays: write it with numpy.savez."
        ) from error
    missing = [key for key in REQUIRED if key not in content]
    if missing:
        raise TrainingDataError(
            f"{path.name}: lacks {', '.join(missing)}: the arrays {', '.join(REQUIRED)} are needed."
        )
    image, label, subject = (content[key] for key in REQUIRED)
    if image.ndim != 3 or image.shape != label.shape or len(subject) != len(image):
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
        image.astype(np.uint8), label.astype(np.uint8), subject, quality.astype(str)
    )
    return slices.pick(slices.quality != "bad")


def has_lesion(label: np.ndarray) -> np.ndarray:
    """(n,) bool: which of the (n, s, s) masks hold a lesion of either kind."""
    return np.isin(label, LESION_CODES).sum(axis=(1, 2)) >= MIN_LESION_PIXELS
