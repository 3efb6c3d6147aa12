"""The columns of a training file: facts about a slice, as words, that group the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.errors import UsageError
from core.training import sentences
from core.vocabulary.figures import NOT_STATED

if TYPE_CHECKING:
    from core.training.data import SliceDataset

#: What the slices are of; without this column, and where it says nothing, they are of CT.
MODALITY = "modality"
#: numpy's letters for numbers and words.
_NUMBERS, _WORDS = "uibf", "U"


def columns_in(content: Mapping[str, np.ndarray], n: int) -> dict[str, np.ndarray]:
    """Every array with one number or word per slice, as (n,) words."""
    return {
        name: _words(array)
        for name, array in content.items()
        if isinstance(array, np.ndarray)
        and array.shape == (n,)
        and array.dtype.kind in _NUMBERS + _WORDS
    }


def joined_columns(read: Sequence[SliceDataset]) -> dict[str, np.ndarray]:
    """The columns of several files; slices of a file that lacks one are `NOT_STATED` in it."""
    names = dict.fromkeys(name for slices in read for name in slices.columns)
    return {
        name: np.concatenate(
            [slices.columns.get(name, np.full(len(slices), NOT_STATED)) for slices in read]
        )
        for name in names
    }


def has_column(slices: SliceDataset, name: str) -> bool:
    return name in _known(slices)


def column_of(slices: SliceDataset, name: str) -> np.ndarray:
    """(n,) words of one column, `NOT_STATED` where a word is empty.

    `source`, `phase`, `quality` and `subject` are there even where the file leaves them out, with
    the values that `data.load_slices` gives them; slices of MR alone have no `phase`.

    Raises:
        UsageError: there is no such column; the sentence lists those there are.
    """
    columns = _known(slices)
    if name not in columns:
        raise UsageError(sentences.no_such_column(name, ", ".join(sorted(columns))))
    words = columns[name]
    return np.where(words == "", NOT_STATED, words)


def values_of(words: np.ndarray) -> list[str]:
    """The different words: numbers by size, other words by the alphabet, `NOT_STATED` last."""
    found = set(words.tolist())
    rest = [NOT_STATED] * (NOT_STATED in found)
    stated = sorted(found - {NOT_STATED})
    try:
        return sorted(stated, key=float) + rest
    except ValueError:
        return stated + rest


def _known(slices: SliceDataset) -> dict[str, np.ndarray]:
    return {
        **slices.columns,
        "subject": _words(slices.subject),
        "quality": slices.quality,
        "source": slices.sources,
        **({} if slices.of_mr.all() else {"phase": slices.phases}),
    }


def _words(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind != "f":
        return array.astype(str)
    return np.array([NOT_STATED if np.isnan(value) else f"{value:g}" for value in array.tolist()])
