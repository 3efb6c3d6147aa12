"""Memory for an analysis while it runs; its answers are counted where they are kept
(`OpenSeries.keep`)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from dashboard.state.server_memory import MEMORY

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.series import Series

#: The mask, the lesion probability and its malignant part.
BYTES_PER_VOXEL = 3
#: A batch of slices in work and the next in preparation, whatever the length of the series
#: (`tools/benchmarks`, row memory-peak).
WORK_BYTES = 150_000_000
#: It holds the turn for heavy work while it waits: not for long.
PATIENCE_SECONDS = 20.0


class Memory(Protocol):
    """What measures the memory that a block takes: `PeakMemory`, or a stand-in for tests."""

    rise_bytes: int | None

    def __enter__(self) -> Memory: ...

    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...


def bytes_needed(series: Series) -> int:
    """What analysing that series takes beside the series itself."""
    return series.volume.size * BYTES_PER_VOXEL + WORK_BYTES


def in_memory(series: Series, cancel: threading.Event, analyse: Callable[[], Analysis]) -> Analysis:
    """What `analyse` returns, run when there is memory for it.

    Raises:
        MemoryShortError: there is none.
        Cancelled: `cancel` was set.
    """
    with MEMORY.wait_for(
        "results",
        bytes_needed(series),
        id(cancel),
        cancel=cancel,
        patience=PATIENCE_SECONDS,
    ):
        return analyse()
