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

# -- choosing the scans ---------------------------------------------------------------------------


@sentence
def no_earlier_scan_is_known(why: str) -> str:
    return f"The worklist can't be read, so no earlier scan is known. {why}"


@sentence
def how_to_begin() -> str:
    return (
        "A follow-up begins when two scans of one patient are analysed: open both here and press "
        "<b>Run analysis</b> on each, or queue them with <code>python -m core worklist add</code>. "
        "What was analysed before is kept in the worklist.</p><p>To try it without data: "
        "<code>python -m core phantom</code> makes the same patient twice with "
        "<code>--growth</code> and <code>--study-date</code>."
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


@sentence
def bring_into_view(names: str) -> str:
    return f"{names}: bring it into view once (the list at the left), so that it is read."


# -- the pair of images ---------------------------------------------------------------------------


@sentence
def not_open() -> str:
    return "This series is not open: open it, and the lesion is shown here."


@sentence
def not_in_memory() -> str:
    return "Its pixels are not in memory: bring it into view once (the list at the left)."


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
        f"its edge, as the model outlined them. Partial response from {PARTIAL_PERCENT:.0f} % of "
        f"the first sum, progression from +{PROGRESS_PERCENT:.0f} % and +{PROGRESS_MM:.0f} mm of "
        "the smallest one or by a new lesion (Eisenhauer et al., Eur J Cancer 2009;45:228). RECIST "
        "is judged by a reader over the whole body; lesions elsewhere, and what is no target, are "
        "not seen here."
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
