"""What was made for showing, kept until it is out of date."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once(Generic[V]):
    """Made once, until it is cleared."""

    def __init__(self) -> None:
        self._made: list[V] = []

    def get(self, make: Callable[[], V]) -> V:
        """What is there, or what `make()` returns."""
        if not self._made:
            self._made.append(make())
        return self._made[0]

    def clear(self) -> None:
        self._made.clear()


class Recent(Generic[K, V]):
    """The answers to the questions asked last."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        #: The one asked for last comes last.
        self._kept: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, question: K, make: Callable[[], V]) -> V:
        """The answer to `question`: the one that is there, or what `make()` returns."""
        answer = self._kept.pop(question) if question in self._kept else make()
        self._kept[question] = answer
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return answer

    def clear(self) -> None:
        self._kept.clear()
