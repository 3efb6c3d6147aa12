"""What the Review page says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def drop_a_series() -> str:
    return (
        "Drop a folder, a zip or the files of a series. They stay in the memory of the computer "
        "that runs LiverLens and are never written to disk."
    )
