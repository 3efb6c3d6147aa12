"""For which study of readers an open series is being read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What is outlined in the series is saved to that study, until it is submitted."""

    #: `core.worklist.Study.id`, and its name.
    study: str
    name: str
    #: Who reads, as the audit trail names people.
    reader: str
    #: Whether the reader may not see yet what a model says of the series.
    hides_model: bool = False
