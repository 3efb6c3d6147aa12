"""What listens inside a `with` block."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Listening(ABC):
    """Listens from `start` to `stop`, or inside a `with` block."""

    @abstractmethod
    def start(self) -> None:
        """Raises PacsError where it can't listen."""

    @abstractmethod
    def stop(self) -> None:
        """Nothing happens where it does not listen."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self.stop()
