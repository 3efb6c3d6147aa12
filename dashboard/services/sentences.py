"""What the services say to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def not_in_the_worklist(why: str) -> str:
    return f"The analysis is here, but not in the worklist. {why}"


@sentence
def outlines_are_kept(version: int) -> str:
    """`version` 0 for another reader's, which this one has not changed."""
    if not version:
        return "These outlines are another reader's; what you change is kept as yours."
    return f"Saved in the worklist, version {version}."


@sentence
def outlines_not_in_the_worklist(why: str) -> str:
    return f"Kept while this series is open, but not in the worklist. {why}"


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
def read_blind(study: str) -> str:
    return (
        f'You read this series for "{study}" without knowing what a model says of it: submit it on '
        "the page Readers first."
    )


@sentence
def outlines_wait() -> str:
    return (
        "What you outlined could not be saved to the worklist yet, so the series is not read for "
        "another purpose until it is: draw once more, or reload the page."
    )


def queued_from_archive(n_new: int, model: str) -> str:
    return f"{n_new} series queued for {model}." if n_new else "Queued or done before."
