"""The fields of a model card that nobody can measure: `core train --facts`."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import UsageError
from core.training import sentences

#: One sentence each.
TEXTS = ("summary", "intended_use", "licence", "figures_note")
#: A sentence, or a list of them.
LISTS = ("data_origin", "limits", "fails_on", "recipe")
#: What training writes itself, about the very weights beside the card.
MEASURED = (
    *("format", "disclaimer", "name", "backbone", "file", "sha256", "file_bytes", "parameters"),
    *("classes", "preprocessing", "temperature", "data", "split", "training"),
    *("history", "best_step", "metrics", "validation_metrics", "patient", "speed"),
    *("outline", "assessable_phases", "phase_checks", "reach", "lesion_free_series", "readers"),
)


def check_facts(facts: dict, file: str) -> dict:
    """The facts, if a card can hold them. Fields of other names are shown as they are.

    Args:
        file: name of their file, for the message.

    Raises:
        UsageError: a field is one of `MEASURED`, or one of `TEXTS` or `LISTS` is no text.
    """
    measured = [name for name in facts if name in MEASURED]
    if measured:
        raise UsageError(sentences.facts_are_measured(file, ", ".join(measured)))
    for name, value in facts.items():
        several = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if name in (*TEXTS, *LISTS) and not isinstance(value, str):
            if name in TEXTS:
                raise UsageError(sentences.fact_is_no_text(file, name))
            if not several:
                raise UsageError(sentences.fact_is_no_list(file, name))
    return facts


def with_limits(facts: dict, limits: Sequence[str]) -> dict:
    """The facts with limits that training found, before those that were told."""
    told = facts.get("limits", [])
    listed = [*limits, *([told] if isinstance(told, str) else told)]
    return {**facts, "limits": listed} if listed else facts
