"""How slow another side may be."""

from __future__ import annotations

#: A stream that brings less than this many bytes a second is taken for one that never ends.
SLOWEST_BYTES_PER_SECOND = 1000
