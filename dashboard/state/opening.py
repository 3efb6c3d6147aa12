"""What a person asked to open."""

from __future__ import annotations

from dataclasses import dataclass

from core.dicom import Source


@dataclass(frozen=True)
class Opening:
    """Something to open, asked for by a click and done by the next script run."""

    sources: tuple[Source, ...]
    #: A sample's name or a server path; "" for uploads.
    origin: str = ""
