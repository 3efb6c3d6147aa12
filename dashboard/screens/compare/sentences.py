"""What the Compare page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from collections.abc import Sequence

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
def two_analyses_are_needed(missing: Sequence[str]) -> str:
    names = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    have = "has" if len(missing) == 1 else "have"
    return (
        f"{names} {have} not analysed this series yet. Curves, the slices on which the models "
        "differ, their agreement and the files appear when two have."
    )


@sentence
def load_a_reference() -> str:
    return (
        "Load outlines that someone drew on this series with <b>Reference mask</b> above, to score "
        "each model against them."
    )


@sentence
def what_the_reference_strip_is() -> str:
    return "Narrow strip: what the reference has on each slice"


@sentence
def results_are_stored(names: str) -> str:
    return (
        f"Stored result: {names}. It came with LiverLens and was made by the same weights on the "
        "same images. Times and heatmaps are missing; Run live computes them here."
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
        "Times were measured here, while these analyses ran beside whatever else the machine did. "
        f"Peak MB: {what_memory_is}"
    )


@sentence
def on_this_scan() -> str:
    return "On this scan"


@sentence
def on_the_test_subjects(whom: str) -> str:
    return f"Not this scan: test set, {whom}"


@sentence
def on_each_cards_test_subjects() -> str:
    return "Not this scan: test set of each card"


@sentence
def what_it_costs() -> str:
    return "Cost"


@sentence
def what_the_card_figures_are() -> str:
    return (
        "Lesion Dice, AUC and false positives come from the models' cards: they were measured on "
        "test subjects, not on this scan. Under each is its 95 % interval."
    )


@sentence
def measured_on_different_subjects(each: str) -> str:
    return f"They can't be compared: the test subjects differ ({each})."


@sentence
def trained_on_test_subjects(names: str) -> str:
    return f"Trained on some of those test subjects, so their figures are too good: {names}."


@sentence
def models_agree() -> str:
    return "The models say the same of every slice with liver."


@sentence
def more_differ_less(count: int) -> str:
    return f"{count} more differ less."
