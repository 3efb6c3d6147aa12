"""Errors compared by the code of their sentence: the wording is free to change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.errors import LiverLensError


@contextmanager
def raises(
    kind: type[LiverLensError], code: str, *named: str
) -> Iterator[pytest.ExceptionInfo[LiverLensError]]:
    """As `pytest.raises`; the error's sentence has that code and holds each text of `named`."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert [text for text in named if text not in str(caught.value)] == []
