"""A sentence for a person that a program, or a test, can tell by its code.

Each package keeps its sentences in one module, `sentences.py`, or in a package of that name where
they are many: a function per sentence, whose name is the code. Code and tests then compare codes
and values; the wording is free to change.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

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


def around_reason(
    words: Callable[Concatenate[str, P], str],
) -> Callable[Concatenate[str, P], Sentence]:
    """Decorator for a sentence that only says where a reason holds, for example in which file.

    The reason is the function's first argument, and the sentence keeps the reason's code: that is
    what a program wants to know. Around a reason without a code, the function's name is the code.

    >>> @around_reason
    ... def unreadable(reason: str, name: str) -> str:
    ...     return f"{name} can't be read: {reason}."
    >>> unreadable(Sentence("not DICOM", "not_dicom"), "IM1").code
    'not_dicom'
    """

    @functools.wraps(words)
    def coded(reason: str, *args: P.args, **kwargs: P.kwargs) -> Sentence:
        return Sentence(words(reason, *args, **kwargs), code_of(reason) or words.__name__)

    return coded


def code_of(text: object) -> str:
    """The code of a sentence, "" for text that has none."""
    return text.code if isinstance(text, Sentence) else ""
