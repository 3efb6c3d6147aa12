"""JSON beside the weights, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from core.atomic_write import atomic_file


def write_json(path: Path, content: object, *, indent: int = 1) -> None:
    """Replace `path` in one step, so that an interrupted run leaves the old file.

    Raises:
        UsageError: the file can't be written.
    """
    with atomic_file(path) as part:
        part.write_text(json.dumps(content, indent=indent) + "\n", encoding="utf-8")
