"""What a caution is: a code for programs, a sentence for a person, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass

STOP, WARN, NOTE = "stop", "warn", "note"
#: From the heaviest: the result says nothing; it may well be wrong; one part of it needs care.
SEVERITIES = (STOP, WARN, NOTE)

#: Every code there is, and what it is about.
CODES: dict[str, str] = {
    "no_liver": "no liver was found",
    "modality": "the series may be no CT, or its values no HU",
    "non_contrast": "no contrast agent",
    "other_phase": "another contrast phase than portal-venous, or a fatty liver",
    "partial_liver": "the liver is cut off by an end of the series",
    "implausible_volume": "the liver's volume is unusual",
    "single_slice": "the series has one slice",
    "thick_slices": "thick slices",
    "metal": "metal beside the liver",
    "noise": "a grainy image",
    "cut_lesion": "a lesion is cut by the edge of the volume",
    "disagreement": "slice scores and outlines disagree",
}


@dataclass(frozen=True)
class Caution:
    """One reason to doubt a result."""

    #: A key of `CODES`.
    code: str
    #: One sentence, for a person.
    sentence: str
    #: One of `SEVERITIES`.
    severity: str = WARN
