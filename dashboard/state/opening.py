"""What a person asked to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.state.hold import Hold
from dashboard.state.origin import Origin, Upload

if TYPE_CHECKING:
    from core.dicom import Source


def no_one(_uid: str) -> bool:
    """No series in particular."""
    return False


@dataclass(frozen=True)
class Opening:
    """Something to open: asked for by a click, done by the next script run."""

    sources: tuple[Source, ...]
    origin: Origin = field(default_factory=Upload)
    #: Tells by `core.series.Series.uid` which series to bring into view; the longest where none is.
    is_wanted: Callable[[str], bool] = no_one
    #: What names that one in the address bar (`Place.link`); "" for a new name.
    link: str = ""
    #: Slice to begin on; None for the one in the middle.
    slice: int | None = None
    #: The server's memory that is held for uploaded files.
    hold: Hold | None = None
