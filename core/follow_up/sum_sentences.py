"""What a follow-up says of the sum of diameters: why it is missing, or why it gets its word."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def too_few_assessable(count: int) -> str:
    which = "only one of the scans is" if count else "none of the scans is"
    return (
        f"No sum: {which} assessable, and a sum needs two; ask for the others to be counted too if "
        "you want it nevertheless."
    )


@sentence
def no_target_lesion(label: str, least_mm: float) -> str:
    return (
        f"No sum: {label} shows no malignant-looking lesion of at least {least_mm:.0f} mm that "
        "lies wholly in the scan."
    )


@sentence
def baseline_scan() -> str:
    return "The first scan."


@sentence
def new_lesions(count: int, least_mm: float) -> str:
    lesions = "lesion" if count == 1 else "lesions"
    return f"{count} new malignant-looking {lesions} of at least {least_mm:.0f} mm."


@sentence
def sum_rose(percent: float, mm: float) -> str:
    return (
        f"The sum is at least {percent:.0f} % and {mm:.0f} mm above the nadir, the smallest sum so "
        "far."
    )


@sentence
def no_lesion_left() -> str:
    return "The model no longer outlines any malignant-looking lesion."


@sentence
def sum_fell(percent: float) -> str:
    return f"The sum is at least {percent:.0f} % below the baseline."


@sentence
def sum_stable(fall_percent: float, rise_percent: float, rise_mm: float) -> str:
    return (
        f"Neither {fall_percent:.0f} % below the baseline, nor {rise_percent:.0f} % and "
        f"{rise_mm:.0f} mm above the nadir."
    )
