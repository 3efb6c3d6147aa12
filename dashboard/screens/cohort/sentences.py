"""What the Cohort page says to people: notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence
from core.vocabulary.patient import SIZES_IMPLAUSIBLE


@sentence
def where_it_comes_from() -> str:
    return "The cohort is drawn from the worklist: it fills as series are analysed."


@sentence
def one_model_at_a_time() -> str:
    return "Scores of different models are not comparable: one at a time."


@sentence
def weights_are_mixed(count: int) -> str:
    return f"{count} different files of weights under that name are mixed here"


@sentence
def not_the_truth() -> str:
    return "what the model said, not what is true"


@sentence
def no_series_fits() -> str:
    return "No series fits these filters."


@sentence
def nothing_to_draw(count: int) -> str:
    series = "one series that fits is" if count == 1 else f"{count:,} series that fit are"
    return (
        f"The {series} outside the model's reach: what it says there is nothing about a patient, "
        "so nothing is drawn. The table says why; click a row to see its record."
    )


@sentence
def how_to_see_their_scores() -> str:
    return '"Count what is not assessable" above draws them all the same.'


@sentence
def newest_of(shown: int, count: int) -> str:
    return f"The {shown:,} of {count:,} that were added last; the worklist has all."


@sentence
def not_stated() -> str:
    return "not stated"


_OTHER_PHASE = "Analyse the portal-venous series of the same study, if there is one."
_OTHER_IMAGES = "Analyse another reconstruction of the same scan, or take a model measured at it."
#: Code of a reason (`core.vocabulary.patient.REASON_WORDS`) -> what a person can do.
_TO_DO = {
    "modality": "Analyse a CT of the patient, or take a model for MR.",
    "hu_implausible": "Send the series from the archive again: its rescale is missing or wrong.",
    SIZES_IMPLAUSIBLE: "Send the series from the archive again: its pixels or places are wrong.",
    "body_part": "Analyse a series of the upper abdomen.",
    "no_liver": "Check on the images whether the liver is in the series; analyse one that has it.",
    "non_contrast": _OTHER_PHASE,
    "arterial": _OTHER_PHASE,
    "unclear_phase": _OTHER_PHASE,
    "partial_liver": "Analyse a series of the same study that holds the whole liver.",
    "single_slice": "Open the whole series, not one of its files.",
    "metal": "Read the images: no other reconstruction takes the metal away.",
    "noise": "Analyse a reconstruction with a soft-tissue kernel, if there is one.",
    "thickness": _OTHER_IMAGES,
    "kernel": _OTHER_IMAGES,
}


@sentence
def what_to_do(reason: str) -> str:
    return _TO_DO[reason]


@sentence
def no_series_with_a_liver_fits() -> str:
    return "No series with a liver fits these filters."


@sentence
def in_the_cloud(placed: int, without_liver: int) -> str:
    """`without_liver` are not among those `placed`."""
    said = f"n = {placed:,} series"
    return f"{said}; {without_liver:,} more without liver" if without_liver else said


@sentence
def how_to_read_the_cloud(has_squares: bool) -> str:
    said = "Click a point to see its record."
    if not has_squares:
        return said
    return (
        f"{said} A grey square stands for three or more series, the lighter the more: filter to "
        "see them one by one."
    )


@sentence
def what_the_switch_does() -> str:
    return (
        "Scores outside the model's reach say nothing about a patient. They are left out of the "
        "figures and counts unless you ask for them."
    )


@sentence
def not_assessable(count: int, reasons: str, counted: bool) -> str:
    why = f" ({reasons})" if reasons else ""
    state = "counted, because you asked for it" if counted else "left out of every figure"
    return f"Not assessable: {count:,} series{why}, {state}."
