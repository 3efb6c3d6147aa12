"""The phases of contrast: the words for them in training files, on cards and in descriptions."""

from __future__ import annotations

import re

NON_CONTRAST, ARTERIAL, PORTAL, DELAYED = "noncontrast", "arterial", "portal", "delayed"
#: In the order in which they are scanned -> what people call them.
PHASE_TITLES = {
    NON_CONTRAST: "Unenhanced",
    ARTERIAL: "Arterial",
    PORTAL: "Portal-venous",
    DELAYED: "Delayed",
}
PHASES = tuple(PHASE_TITLES)
#: Phase -> how protocols name it. Words are matched whole, letters of any case.
PHASE_WORDS = {
    NON_CONTRAST: r"non[ -]?contrast|without contrast|w/?o contrast|unenhanced|non[ -]?enhanced"
    r"|pre[ -]?contrast|plain|nati(?:ve|v)|ncct|nect",
    ARTERIAL: r"arterial|arteriell|artérielle?|art",
    PORTAL: r"porto?[ -]?(?:al)?[ -]?(?:venous|venös|veineux|ven)|portal|pvp|venous|venös|ven",
    # A late arterial phase is an arterial one.
    DELAYED: r"delayed|late(?![ -]*art)|equilibrium|excretory",
}
_PHASES = {
    phase: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for phase, words in PHASE_WORDS.items()
}


def named_phase(description: str) -> str:
    """The phase that a series description names; "" if it names none or several."""
    text = description.replace("_", " ")
    found = [phase for phase, words in _PHASES.items() if words.search(text)]
    return found[0] if len(found) == 1 else ""


def phase_title(phase: str) -> str:
    """What people call it; "unknown" for ""."""
    return PHASE_TITLES.get(phase, "unknown")
