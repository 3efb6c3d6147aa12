"""What corrections tell people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def several_in_one(count: int) -> str:
    return f"The {count} smallest outlines of the model together: they share one number."
