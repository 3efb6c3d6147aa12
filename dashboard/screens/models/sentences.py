"""What the Models page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_model() -> str:
    return "There is no model: put a checkpoint and its card (JSON) into the folder weights/."


@sentence
def about_the_card(model: str, problem: str) -> str:
    return f"The card of {model}: {problem}"


@sentence
def measuring_was_cancelled() -> str:
    return "Measuring the speed was cancelled."


@sentence
def crop_of_this_slice_alone() -> str:
    return "Not analysed yet: the crop follows the liver of this slice alone."


@sentence
def trained_on_some(names: str) -> str:
    return f"Not so for {names}: trained on some of them."


@sentence
def what_the_intervals_are() -> str:
    return (
        "Under each figure is its 95 % interval, by resampling subjects (bootstrap): with few "
        "subjects it is wide, and somewhat too narrow still."
    )


@sentence
def what_froc_shows() -> str:
    return (
        "The large symbol is the mask as it is drawn. Each dot cuts the lesion probability at "
        "another threshold; the line is the most that is found for as many false positives."
    )


@sentence
def sizes_measured_differently(names: str) -> str:
    return f"By size without {names}: an older card's sizes are longest diameters. See Groups."


@sentence
def what_groups_are() -> str:
    return (
        "A figure of a group is not measured where fewer than three subjects stand behind it, such "
        "as three with a lesion. Cards from before groups were measured say so. An alarm is a "
        "lesion outlined on a slice that has none, with or without liver."
    )


@sentence
def what_reliability_shows() -> str:
    return (
        "On the dotted line, of the slices that are called with 80 % probability 80 % are right. "
        "In grey before temperature scaling, in colour after. The number of slices in each point "
        "stands below it: a point of a few slices says little."
    )


@sentence
def what_the_training_curves_are() -> str:
    return (
        "Figures along the way are on the validation subjects, without intervals. A cross marks "
        "where a later stage of training begins, a ring the step whose weights were kept, where "
        "the card tells."
    )


@sentence
def left_out(what: str) -> str:
    return f"Left out: {what}."


@sentence
def left_out_for(names: str, what: str) -> str:
    return f"Left out for {names}: {what}."


@sentence
def tick_a_model() -> str:
    return "Tick a model in the table to see it here."


# -- where the time was taken ---------------------------------------------------------------------


@sentence
def speed_not_measured() -> str:
    return "Speed: not measured. Measure it here to compare."


@sentence
def speed_measured_here(machines: str) -> str:
    return f"Speed: measured on this machine ({machines}); under each figure, on how many slices."


@sentence
def speed_partly_measured_here() -> str:
    return "Speed: partly measured here, partly by the cards: measure all to compare."


@sentence
def speed_as_stated(machine: str) -> str:
    return f"Speed: as the cards state, measured on {machine}; not on this machine."


@sentence
def speed_on_different_machines() -> str:
    return "Speed: as the cards state, on different machines: measure here to compare."


@sentence
def reads_other_images(model: str, modality: str) -> str:
    return (
        f"{model} reads {modality}, and the series in view is not {modality}: open one that is, to "
        "see the stages."
    )
