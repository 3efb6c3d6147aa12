"""What a test asserts of an error for people: which sentence it is, and the facts in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.errors import LiverLensError


@contextmanager
def refused(
    kind: type[LiverLensError], code: str, *facts: object
) -> Iterator[pytest.ExceptionInfo[LiverLensError]]:
    """The block must raise `kind` with the sentence `code`, which names each of the facts."""
    with pytest.raises(kind) as told:
        yield told
    assert told.value.code == code
    assert [fact for fact in map(str, facts) if fact not in str(told.value)] == []
