"""What the model said before a reader corrected it, as files and the worklist keep it."""

from __future__ import annotations

from typing import Any

from core.correction import sentences
from core.lesions import LiverBurden, liver_burden
from core.pipeline import Analysis
from core.vocabulary import kept_row
from core.vocabulary.patient import (
    BURDEN,
    CATEGORY,
    LESION_VOLUME,
    LIVER_VOLUME,
    P_CLASS,
    VERDICT,
    headline,
)
from core.vocabulary.signal import lesion_quantities


def own_burden(analysis: Analysis) -> LiverBurden:
    """Volumes by the model's own outlines."""
    own = analysis.own
    return liver_burden(own.liver_area_mm2, own.series, own.lesions)


def own_words(analysis: Analysis) -> str:
    """The model's own figures in a sentence, to stand beside the reader's; "" where nothing was
    corrected."""
    if analysis.correction is None:
        return ""
    burden, own = own_burden(analysis), analysis.own
    return sentences.models_own(
        LIVER_VOLUME.with_unit(burden),
        len(own.lesions),
        LESION_VOLUME.with_unit(burden),
        BURDEN.with_unit(burden),
        headline(own.patient),
        f"{VERDICT.title} {VERDICT.text(own.patient)}",
    )


def own_values(analysis: Analysis) -> dict[str, Any] | None:
    """Plain JSON values of the model's own analysis; None where nothing was corrected.

    `{"p_normal", "p_benign", "p_malignant", "category", "headline", "liver_volume_ml",
    "lesion_volume_ml", "burden_percent", "lesions": [...]}`; the lesions as
    `core.vocabulary.signal.lesion_quantities` keeps them.
    """
    if analysis.correction is None:
        return None
    own = analysis.own
    return {
        **kept_row((*P_CLASS.values(), CATEGORY), own.patient),
        "headline": headline(own.patient),
        **kept_row((LIVER_VOLUME, LESION_VOLUME, BURDEN), own_burden(analysis)),
        "lesions": [kept_row(lesion_quantities(own.series.unit), lesion) for lesion in own.lesions],
    }
