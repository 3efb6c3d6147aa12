"""A sentence for a person that a program, or a test, can tell by its code.

Each package keeps its sentences in one module, `sentences.py`: a function per sentence, whose name
is the code. Code and tests then compare codes and values; the wording is free to change.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")


class Sentence(str):
    """A `str` that also knows which sentence it is."""

    __slots__ = ("code",)

    code: str

    def __new__(cls, text: str, code: str) -> Sentence:
        made = super().__new__(cls, text)
        made.code = code
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, str]]:
        """For pickle and copy: errors travel between processes."""
        return Sentence, (str(self), self.code)


def sentence(words: Callable[P, str]) -> Callable[P, Sentence]:
    """Decorator: what the function returns carries the function's name as its code.

    >>> @sentence
    ... def no_slices(folder: str) -> str:
    ...     return f"{folder}: holds no CT slices: choose another folder."
    >>> no_slices("scan1").code
    'no_slices'
    """

    @functools.wraps(words)
    def coded(*args: P.args, **kwargs: P.kwargs) -> Sentence:
        return Sentence(words(*args, **kwargs), words.__name__)

    return coded


def code_of(text: object) -> str:
    """The code of a sentence, "" for text that has none."""
    return text.code if isinstance(text, Sentence) else ""
