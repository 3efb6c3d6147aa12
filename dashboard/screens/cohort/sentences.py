"""What the Cohort page says to people: notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence


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
def none_of_them_is_assessable() -> str:
    return (
        "None of the series that fit can be assessed, so there is nothing to draw. *Count what is "
        "not assessable* shows their scores all the same."
    )


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
