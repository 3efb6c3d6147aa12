"""What is said of measurements that can't be taken."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def not_a_measurement(what: str) -> str:
    """`what` names the part that is wrong."""
    return (
        f"A measurement was not kept: its {what} is not one that LiverLens knows. Reload the page "
        "and measure again."
    )


@sentence
def too_many_measurements(most: int) -> str:
    return (
        f"A series has at most {most} measurements. Delete one of them; what you measured since "
        "is kept then."
    )


@sentence
def too_many_corners(most: int) -> str:
    return (
        f"A freehand outline has at most {most:,} corners. Delete the last one and draw it with a "
        "smoother line."
    )


@sentence
def too_many_points(most: int) -> str:
    return (
        f"The measurements of a series have at most {most:,} points together. Delete a freehand "
        "outline; what you measured since is kept then."
    )
