"""What `core.preprocessing` says to people, a function per sentence."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def setting_makes_no_sense(problem: str) -> str:
    return (
        f"the preprocessing setting {problem}: correct it, or use a checkpoint that `python "
        "-m core train` wrote."
    )


@sentence
def settings_are_no_table(values: object) -> str:
    return (
        f"the preprocessing settings are {values!r}, expected a table of them: use a "
        "checkpoint that `python -m core train` wrote."
    )


@sentence
def settings_unknown(unknown: object) -> str:
    return (
        f"preprocessing settings {unknown} are not known to this version: update LiverLens "
        "or use an older checkpoint."
    )
