"""What the Compare page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def too_few_models() -> str:
    return (
        "There are fewer than two models to compare: put a checkpoint and its card (JSON) into "
        "the folder weights/, or train another."
    )


@sentence
def pick_more_models(fewest: int, most: int) -> str:
    return f"Pick {fewest} to {most} models to compare."


@sentence
def too_many_picked(most: int) -> str:
    return f"{most} at most: the first of those you picked are shown."


@sentence
def two_analyses_are_needed() -> str:
    return "Curves and agreement appear when two models have analysed the series."


@sentence
def load_a_reference() -> str:
    return (
        "Load outlines that someone drew on this CT with <b>Reference mask</b> above, to score "
        "each model against them."
    )


@sentence
def what_agreement_rests_on(n_slices: int) -> str:
    return (
        f"Classes and p(malignant) on the {n_slices} slices on which a model outlines liver; Dice "
        "over the series; a dash where there is nothing to compare."
    )


@sentence
def what_heat_rests_on(target: str, n_slices: int) -> str:
    return (
        f"Heat: Grad-CAM of the {target} class in the liver of {n_slices} slices, half of them the "
        "most suspicious."
    )


@sentence
def what_the_times_are(what_memory_is: str) -> str:
    return (
        "Times are of these very analyses on this machine, with whatever else it was doing. "
        f"Peak MB: {what_memory_is}"
    )


@sentence
def models_agree() -> str:
    return "The models say the same of every slice with liver."


@sentence
def more_differ_less(count: int) -> str:
    return f"{count} more differ less."
