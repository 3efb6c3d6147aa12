"""What the services say to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def not_in_the_worklist(why: str) -> str:
    return f"The analysis is here, but not in the worklist. {why}"


@sentence
def outlines_do_not_fit() -> str:
    return (
        "The outlines that were kept are of other images than these, or of another version of "
        "LiverLens: run the analysis again."
    )


@sentence
def model_is_gone(name: str) -> str:
    return f"{name} is no longer among the models: choose another one and add it again."


@sentence
def queued_from_archive(n_new: int, model: str) -> str:
    return f"{n_new} series queued for {model}." if n_new else "Queued or done before."
