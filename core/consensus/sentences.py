"""What the consensus of readers says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def number_of_readers(n: int, fewest: int, most: int) -> str:
    return (
        f"STAPLE takes {fewest} to {most} readers, and there are {n}: choose the majority or an "
        "arbiter."
    )


@sentence
def too_few_for_majority(n: int) -> str:
    return f"A majority takes two readers or more, and there are {n}: wait for the others."


@sentence
def no_arbiter() -> str:
    return (
        "The arbiter has not submitted this series: wait for them, or choose the majority or "
        "STAPLE."
    )


@sentence
def unknown_method(name: str, known: str) -> str:
    return f"{name!r} is no way to a consensus: choose one of {known}."
