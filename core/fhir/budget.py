"""What the answers to one question may take in all: bytes, values and time.

Each answer is bounded by itself (`core.fhir.client`), but a search has up to a hundred pages. A
value as short as `{}` takes thirty times its length in memory, so values are counted before they
are read.
"""

from __future__ import annotations

import json
from time import monotonic
from typing import Any

from core.errors import ServerError
from core.fhir import sentences
from core.outside.marks import marks

#: Of all answers: 2,000 results take some 10 MB and 300,000 values.
MOST_BYTES = 32 * 2**20
MOST_VALUES = 1_000_000
SECONDS = 120.0


class Budget:
    """Of one question to `server`, a name for people; the time begins now."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._ends = monotonic() + SECONDS
        self._bytes = self._values = 0

    def check_time(self) -> None:
        """Raises ServerError once it is over."""
        if monotonic() >= self._ends:
            raise ServerError(sentences.too_slow(self._server, round(SECONDS)))

    def take(self, body: bytes) -> None:
        """Count an answer, before it is read. Raises ServerError if it is too much."""
        self._bytes += len(body)
        self._values += values_in(body)
        if self._bytes > MOST_BYTES or self._values > MOST_VALUES:
            raise ServerError(sentences.answers_too_large(self._server))


def values_in(body: bytes) -> int:
    """How many values JSON can hold at most: each follows a comma or a bracket, or a key that
    does."""
    return marks(body, b",{[")


def parsed(body: bytes) -> Any:
    """Strict JSON. Raises ValueError for anything else, for numbers that are none (NaN) too."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError from error


def is_deep(value: Any, most: int) -> bool:
    """Whether lists and objects lie in each other more than `most` times."""
    level = [value]
    for _ in range(most + 1):
        held = [one for one in level if isinstance(one, dict | list)]
        if not held:
            return False
        level = [
            inner for one in held for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return True


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
