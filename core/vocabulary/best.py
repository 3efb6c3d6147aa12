"""Which of several models is the best by one figure, as far as it is shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def best(shown: Mapping[Name, tuple[float, str]], *, higher: bool) -> set[Name]:
    """The names with the best value, and those that read the same.

    None where fewer than two were measured, or where all read the same: then nothing is better
    than anything.

    Args:
        shown: name -> value and how it reads, of those that were measured.
        higher: whether more is better.
    """
    by_text = {text: value for value, text in shown.values()}
    if len(by_text) < 2:
        return set()
    winner = (max if higher else min)(by_text, key=by_text.__getitem__)
    return {name for name, (_, text) in shown.items() if text == winner}
