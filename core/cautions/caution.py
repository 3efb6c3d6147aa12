"""What a caution is: a code for programs, a sentence for a person, and a severity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STOP, WARN, NOTE = "stop", "warn", "note"
#: The most severe first: the result says nothing; it may well be wrong; one part of it needs care.
SEVERITIES = (STOP, WARN, NOTE)

#: Every code there is, and what it is about.
CODES: dict[str, str] = {
    "no_liver": "no liver was found",
    "modality": "the series is no CT",
    "hu_implausible": "the values can't be Hounsfield units",
    "sizes_implausible": "no image of a liver has such sizes",
    "body_part": "another part of the body",
    "non_contrast": "no contrast agent",
    "other_phase": "another contrast phase than portal-venous, or a fatty liver",
    "partial_liver": "the liver is cut off by an end of the series",
    "implausible_volume": "the liver's volume is unusual",
    "single_slice": "the series has one slice",
    "thick_slices": "thick slices",
    "thickness": "slices of another thickness than the model was measured at",
    "kernel": "another kernel than the model was measured at",
    "metal": "metal beside the liver",
    "noise": "a grainy image",
    "cut_lesion": "a lesion is cut by the edge of the volume",
    "disagreement": "slice scores and outlines disagree",
}
#: The code of something odd that was found while the files were read, and the code of a caution
#: that was kept without one. The worklist keeps such cautions; no analysis raises them.
READING, UNCODED = "reading", "other"


@dataclass(frozen=True)
class Caution:
    """One reason to doubt a result."""

    #: A key of `CODES`, or `READING` or `UNCODED`.
    code: str
    #: One sentence, for a person.
    sentence: str
    #: One of `SEVERITIES`.
    severity: str = WARN


def most_severe_first(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    """Sorted by severity; cautions of the same severity keep their order."""
    return tuple(sorted(cautions, key=lambda caution: SEVERITIES.index(caution.severity)))


def while_reading(warnings: Iterable[str]) -> tuple[Caution, ...]:
    """The warnings of a series (`Series.warnings`) as cautions."""
    return tuple(Caution(READING, sentence, WARN) for sentence in warnings)


def caution_lists(cautions: Sequence[Caution]) -> dict[str, list[str]]:
    """Sentences, codes and severities as three lists: the keys of `analysis.json`."""
    return {
        "cautions": [caution.sentence for caution in cautions],
        "caution_codes": [caution.code for caution in cautions],
        "caution_severities": [caution.severity for caution in cautions],
    }
