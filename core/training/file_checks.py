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
from core.training import sentences
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
            raise TrainingDataError(sentences.not_text(path.name, key, words))
    for key in ("subject", "quality"):
        if key in content and content[key].ndim != 1:
            raise TrainingDataError(sentences.not_a_list(path.name, key, content[key].shape))
    quality, image = content.get("quality"), content.get("image")
    if quality is not None and image is not None and image.ndim and len(quality) != len(image):
        raise TrainingDataError(
            sentences.quality_does_not_match(path.name, quality.shape, len(image))
        )


def words_of(path: Path, content: dict[str, np.ndarray], key: str, n: int) -> np.ndarray | None:
    """An optional array of one word per slice."""
    if key not in content:
        return None
    words = content[key].astype(str)
    if words.shape != (n,):
        raise TrainingDataError(sentences.words_do_not_match(path.name, key, words.shape, n))
    return words


def told_class_of(path: Path, words: np.ndarray | None, label: np.ndarray) -> np.ndarray | None:
    """The `slice_class` array, checked against the set of words and against the masks."""
    if words is None:
        return None
    words = words.astype(str)
    if words.shape != label.shape[:1]:
        raise TrainingDataError(
            sentences.slice_class_does_not_match(path.name, words.shape, len(label))
        )
    allowed = {FROM_MASK, UNCERTAIN, *SLICE_CLASSES}
    unknown = sorted(set(words.tolist()) - allowed)
    if unknown:
        raise TrainingDataError(sentences.slice_class_unknown(path.name, unknown, sorted(allowed)))
    for row in np.flatnonzero(words != FROM_MASK):
        if (label[row] == UNCERTAIN_CODE).all():
            continue
        if slice_class_of(label[row]) != class_index(words[row]):
            raise TrainingDataError(
                sentences.slice_class_contradicts_label(path.name, words[row], int(row))
            )
    return words
