"""A sentence for the person above the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Notice:
    """One sentence to show above the page until it is dismissed or something else is opened."""

    text: str
    kind: Literal["error", "warning", "info"] = "info"
