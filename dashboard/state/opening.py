"""What a person asked to open."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.dicom import Source
from dashboard.state.origin import Origin, Upload


@dataclass(frozen=True)
class Opening:
    """Something to open: asked for by a click, done by the next script run."""

    sources: tuple[Source, ...]
    origin: Origin = field(default_factory=Upload)
    #: `core.series.Series.uid` of the one to bring into view; "" for the longest.
    uid: str = ""
    #: What names that one in the address bar (`Place.link`); "" for a new name.
    link: str = ""
    #: Slice to begin on; None for the one in the middle.
    slice: int | None = None
