"""JSON beside the weights, written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path


def write_json(path: Path, content: object, *, indent: int = 1) -> None:
    """Replace `path` in one step, so that an interrupted run leaves the old file."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, indent=indent) + "\n", encoding="utf-8")
    os.replace(part, path)
