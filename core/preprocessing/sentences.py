"""What preprocessing says to people; it follows the name of a checkpoint or card and a colon."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence


@sentence
def impossible_setting(name: str, value: object, expected: str) -> str:
    return (
        f"the preprocessing setting {name} is {value!r}, expected {expected}: correct it, or use "
        "a checkpoint that `python -m core train` wrote."
    )


@sentence
def settings_not_a_table(values: object) -> str:
    return (
        f"the preprocessing settings are {values!r}, expected a table: use a checkpoint that "
        "`python -m core train` wrote."
    )


@sentence
def unknown_settings(names: Sequence[str]) -> str:
    return (
        f"the preprocessing settings {', '.join(names)} are not known to this version: update "
        "LiverLens or use an older checkpoint."
    )
