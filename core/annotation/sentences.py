"""Sentences about annotations."""

from __future__ import annotations

from core.sentence import sentence

#: Wherever figures rest on a reader's outlines: pages, files, the report, the worklist.
CORRECTED = "corrected by a reader"


@sentence
def corrected() -> str:
    """Said once in each place that shows a corrected analysis."""
    return (
        f"Outlines {CORRECTED}: volumes, sizes and the lesions' kinds follow the reader; the "
        "scores of the slices are the model's own."
    )


@sentence
def damaged_outline() -> str:
    return "The outline can't be read: it doesn't fit the slices of this series."


@sentence
def not_a_finding(what: str) -> str:
    """`what` names the part that is wrong."""
    return (
        f"A finding was not kept: its {what} is not one that LiverLens knows. Reload the page; "
        "what was saved before is still there."
    )


@sentence
def not_a_slice_label() -> str:
    return (
        "A label was not kept: it names a slice or a class that this series doesn't have. Reload "
        "the page; what was saved before is still there."
    )


@sentence
def not_a_change() -> str:
    return (
        "The change was not kept, because it can't be read. Reload the page; what was saved before "
        "is still there."
    )


@sentence
def numbered_twice(number: int) -> str:
    return f"Two findings have the number {number}: give one of them another number."


@sentence
def finding_missing(number: int, slice_number: int) -> str:
    return (
        f"Slice {slice_number} shows a finding {number} that is not in the list of findings: add "
        "it to the list, or erase it."
    )


@sentence
def other_grid(own: tuple[int, int, int], series: tuple[int, int, int]) -> str:
    """Both (slices, rows, columns)."""
    return (
        f"The outlines have {_grid(own)} and the series {_grid(series)}: choose the outlines of "
        "this series."
    )


def _grid(shape: tuple[int, int, int]) -> str:
    slices, rows, columns = shape
    return f"{slices} slices of {rows} x {columns} pixels"
