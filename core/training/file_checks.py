"""What is checked of a training file's arrays before anything is built of them."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from struct import error as StructError
from tokenize import TokenError

import numpy as np

from core.errors import TrainingDataError
from core.labels import SLICE_CLASSES, UNCERTAIN_CODE
from core.training.slice_class import FROM_MASK, UNCERTAIN, class_index, slice_class_of

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
    "source": ("US", "words"),
    "phase": ("US", "words"),
}


def check_kinds(path: Path, content: dict[str, np.ndarray]) -> None:
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


def words_of(path: Path, content: dict[str, np.ndarray], key: str, n: int) -> np.ndarray | None:
    """An optional array of one word per slice."""
    if key not in content:
        return None
    words = content[key].astype(str)
    if words.shape != (n,):
        raise TrainingDataError(
            f"{path.name}: {key} {words.shape} does not belong to {n} slices: one word per slice "
            "is needed."
        )
    return words


def told_class_of(path: Path, words: np.ndarray | None, label: np.ndarray) -> np.ndarray | None:
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
        if slice_class_of(label[row]) != class_index(words[row]):
            raise TrainingDataError(
                f"{path.name}: slice_class says {words[row]} in row {row}, whose label says "
                "otherwise: correct one, or fill the label with 255."
            )
    return words
