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
