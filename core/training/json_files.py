"""JSON files of a training: its settings, and what it leaves beside the weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.atomic_write import atomic_file
from core.errors import UsageError
from core.operator_files import read_text
from core.training import file_sentences as sentences
from core.training.split import FRACTIONS

#: What a training run writes into its folder.
RUN, HISTORY = "run.json", "history.json"


def write_json(path: Path, content: object, *, indent: int | None = 1) -> None:
    """Replace `path` in one step, so that an interrupted run leaves the old file.

    Raises:
        UsageError: the file can't be written.
    """
    with atomic_file(path) as part:
        part.write_text(json.dumps(content, indent=indent) + "\n", encoding="utf-8")


def read_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        UsageError: the file is missing or holds no JSON object.
    """
    content = _read(path)
    if content is None:
        raise UsageError(sentences.unreadable_json(path.name))
    if not isinstance(content, dict):
        raise UsageError(sentences.not_a_json_object(path.name))
    return content


def read_run(folder: Path) -> dict[str, Any]:
    """The settings and the split of the training run in `folder`.

    Raises:
        UsageError: the file is missing or damaged.
    """
    path = folder / RUN
    run = _read(path)
    if not (isinstance(run, dict) and isinstance(run.get("config"), dict) and _has_split(run)):
        raise UsageError(sentences.no_record_of_a_run(path.name, folder.name))
    return run


def read_history(folder: Path) -> list[dict[str, Any]]:
    """The curve of the training run in `folder`, every row with its stage (from 1; runs of the
    first version didn't number them).

    Raises:
        UsageError: the file is missing or damaged.
    """
    path = folder / HISTORY
    rows = _read(path)
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        numbered = [{"stage": 1, **row} for row in rows]
        if all(type(row["stage"]) is int for row in numbered):
            return numbered
    raise UsageError(sentences.no_curve_of_a_run(path.name, folder.name))


def _read(path: Path) -> Any:
    """None where it can't be read."""
    try:
        return json.loads(read_text(path))
    except (OSError, ValueError, RecursionError):
        return None


def _has_split(run: dict[str, Any]) -> bool:
    split = run.get("split")
    return isinstance(split, dict) and all(
        isinstance(split.get(part), list) and all(type(one) is int for one in split[part])
        for part in FRACTIONS
    )
