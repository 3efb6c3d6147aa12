"""What the header of a series says of the columns `phase` and `thickness`."""

from __future__ import annotations

import re

import numpy as np

from core.series import Series

#: Word of the column -> how protocols name it. Words are matched whole, letters of any case.
PHASE_WORDS = {
    "noncontrast": r"non[ -]?contrast|without contrast|w/?o contrast|unenhanced|non[ -]?enhanced"
    r"|pre[ -]?contrast|plain|nati(?:ve|v)|ncct|nect",
    "arterial": r"arterial|arteriell|artérielle?|art",
    "portal": r"porto?[ -]?(?:al)?[ -]?(?:venous|venös|veineux|ven)|portal|pvp|venous|venös|ven",
    "delayed": r"delayed|late|equilibrium|excretory",
}
_PHASES = {
    phase: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for phase, words in PHASE_WORDS.items()
}


def phase_of(series: Series) -> str:
    """The phase of contrast that the series description names; "" if it names none or several.

    An empty Contrast Agent says nothing: it is often not filled in.
    """
    text = series.tags.series_description.replace("_", " ")
    found = [phase for phase, words in _PHASES.items() if words.search(text)]
    return found[0] if len(found) == 1 else ""


def thickness_mm(series: Series) -> float:
    """Of a slice, as stated; else the distance between slices; NaN if the header places nothing.

    A NIfTI without a pixel size has 1 x 1 x 1 mm.
    """
    if series.tags.slice_thickness_mm is not None:
        return float(series.tags.slice_thickness_mm)
    if series.n_slices < 2 or np.allclose(series.spacing_mm, 1.0, atol=1e-6):
        return float("nan")
    return float(series.spacing_mm[0])
