"""What the Follow-up page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.follow_up.targets import (
    LEAST_MM,
    MOST_TARGETS,
    PARTIAL_PERCENT,
    PROGRESS_MM,
    PROGRESS_PERCENT,
    THICK_SLICE_MM,
)
from core.sentence import sentence
from core.vocabulary.forms import decimals

_BESIDE = (
    "Scroll, zoom or pan in one, and the other moves by as many mm. To start from the same place, "
    "switch Linked (/) off, bring both there by eye, and switch it on again."
)

# -- choosing the scans ---------------------------------------------------------------------------


@sentence
def no_earlier_scan_is_known(why: str) -> str:
    return f"The worklist can't be read, so no earlier scan is known. {why}"


@sentence
def what_the_page_does() -> str:
    return "Last year's scan beside this one: is it growing?"


@sentence
def what_it_needs() -> str:
    return (
        "Two scans of one patient, analysed by the same model. What was analysed before is kept "
        "in the worklist and can be chosen here."
    )


@sentence
def what_it_shows() -> str:
    return (
        "Both images moving as one, every lesion found again on the other scan with its growth in "
        "mm, mL and days, what is new, what is gone, and the sum of the targets."
    )


@sentence
def how_to_begin() -> str:
    return (
        "Drop both on this page, or queue them on the Worklist page. Two series that are open can "
        "be analysed here by one click."
    )


@sentence
def pick_two_scans() -> str:
    return "Pick two scans or more."


@sentence
def pick_in_order() -> str:
    return (
        "Dates are missing or equal: the order in which you pick them counts, the earliest first."
    )


@sentence
def no_model() -> str:
    return "There is no model to analyse the series with: see the Models page."


# -- before the comparison ------------------------------------------------------------------------


@sentence
def what_analyses_bring(model: str) -> str:
    return (
        f"{model} outlines the liver and the lesions on each scan. The livers are then aligned by "
        "their outlines, both images move together, and every lesion is found again on the other "
        "scan: its growth in mm, mL and days, what is new, what is gone, and the sum of the "
        "targets."
    )


@sentence
def tick_if_one_patient() -> str:
    return 'If you know that they are of one patient, tick "One patient" above.'


@sentence
def not_aligned_yet() -> str:
    return f"The livers are not aligned yet. {_BESIDE}"


# -- the two viewers ------------------------------------------------------------------------------


@sentence
def earlier_scan(when: str) -> str:
    return f"Earlier · {when}"


@sentence
def later_scan(when: str) -> str:
    return f"Later · {when}"


@sentence
def unsure_match(number: int) -> str:
    return f"{number} · unsure"


@sentence
def gone_later(number: int) -> str:
    return f"{number} · gone later"


@sentence
def is_new(number: int) -> str:
    return f"{number} · new"


@sentence
def not_found(number: int) -> str:
    return f"{number} · not found"


@sentence
def not_yet_found(number: int) -> str:
    return f"{number} · not yet found"


@sentence
def picked(number: int, diameter: str, volume: str) -> str:
    return f"lesion {number}: {diameter}, {volume}"


@sentence
def picked_not_found(number: int) -> str:
    return f"lesion {number}: not found"


@sentence
def how_they_move() -> str:
    return (
        "Scroll, zoom or pan in one, and the other shows the same place in the patient. Linked (/) "
        "lets each move by itself."
    )


@sentence
def could_not_be_aligned() -> str:
    return f"The livers could not be aligned. {_BESIDE}"


@sentence
def open_in_review(when: str) -> str:
    return f"Open {when} in Review"


# -- images that are not open ---------------------------------------------------------------------


@sentence
def images_not_open(when: str) -> str:
    return f"The images of {when} are not open."


@sentence
def open_images(count: int) -> str:
    return "Open the images" if count == 1 else "Open both images"


@sentence
def no_outlines(when: str) -> str:
    return f"There are no outlines of {when}: circles of the recorded size mark the lesions."


@sentence
def analyse_for_outlines() -> str:
    return "Analyse again to see the outlines, and to align the livers by them."


# -- how it was computed --------------------------------------------------------------------------


@sentence
def how_far_apart(gate_mm: float) -> str:
    return (
        f"Centres of one lesion lie at most {gate_mm:.0f} mm apart, plus the change of its radius."
    )


@sentence
def what_the_sums_are() -> str:
    return (
        f"Up to {MOST_TARGETS} malignant-looking lesions of at least {LEAST_MM:.0f} mm (above "
        f"{THICK_SLICE_MM:.0f} mm of slice thickness, twice that) on the first scan, not cut by "
        f"its edge, as the model outlined them. Partial response from "
        f"{decimals(PARTIAL_PERCENT, 0)} % of the first sum, progression from "
        f"+{PROGRESS_PERCENT:.0f} % and +{PROGRESS_MM:.0f} mm of the smallest one or by "
        "a new lesion (Eisenhauer et al., Eur J Cancer 2009;45:228). RECIST is judged by a reader "
        "over the whole body; lesions elsewhere, and what is no target, are not seen here."
    )


@sentence
def no_lesion_on_any_scan() -> str:
    return "No lesion was outlined on any of the scans."


@sentence
def what_the_switch_does() -> str:
    return (
        "Outlines outside the model's reach say nothing about a lesion. They are left out of the "
        "sums unless you ask for them."
    )
