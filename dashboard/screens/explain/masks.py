"""Which outlines the heat is measured against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.models import ModelCard
from dashboard.screens.explain import sentences
from dashboard.state.open_series import OpenSeries


@dataclass(frozen=True, eq=False)
class Mask:
    """Of one slice."""

    #: "reference", "analysis" or "slice".
    source: str
    #: (y, x) codes of `core.labels`; None for the network's own mask of the slice alone.
    codes: np.ndarray | None
    #: In words.
    words: str


def mask_of(opened: OpenSeries, card: ModelCard | None, index: int) -> Mask:
    """A reference mask if one was loaded, else that of the analysis, else the slice's own."""
    reference = opened.reference
    if reference is not None:
        return Mask("reference", reference.codes[index], f"the reference mask {reference.name}")
    analysis = opened.analysis(card)
    if analysis is not None:
        return Mask("analysis", analysis.mask[index], sentences.OUTLINES_OF_THE_ANALYSIS)
    return Mask("slice", None, sentences.OUTLINES_OF_THE_SLICE)
