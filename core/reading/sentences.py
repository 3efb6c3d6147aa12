"""What reading in a study says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def comparing_was_cancelled() -> str:
    return "Cancelled while the readers were compared."


@sentence
def how_it_is_ranked() -> str:
    return (
        "Ranked by the mean of three ranks among all series of the worklist: how wide the interval "
        "of p(malignant) is, how far models differ on p(malignant), and how rare the category is. "
        "What was not computed counts as the lowest."
    )
