"""What is said to who reads a series blind."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def read_blind(study: str) -> str:
    return (
        f'In "{study}", readers work without knowing what a model says. This page opens once you '
        "have submitted the series."
    )


@sentence
def records_left_out(n: int) -> str:
    what = "1 record is" if n == 1 else f"{n} records are"
    return f"{what} left out: you read the series blind, and have not submitted it yet."


@sentence
def nothing_of_a_model() -> str:
    return "Read blind: outline and name what you see (Edit), then submit it on the page Readers."
