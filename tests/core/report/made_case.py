"""Small analyses whose report can be told beforehand."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from core.pipeline import Analysis, analyze
from core.report import report_pdf
from tests.core.known_network import (
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)

MADE_AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
MODEL = known_model()


def volume_with_lesion(n_slices: int = 5) -> np.ndarray:
    """10 x 8 pixels of malignant HU on slices 3 and 4, counted from 1."""
    volume = block_volume(n_slices)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    return volume


def analysed(volume: np.ndarray, **options) -> Analysis:
    """Blocks of liver count as whole ones; "is cut off" is then a warning."""
    with small_livers():
        return analyze(hu_series(volume, **options), MODEL, engine="torch")


def report(analysis: Analysis, **options) -> bytes:
    return report_pdf(analysis, MODEL, **{"made_at": MADE_AT, **options})
