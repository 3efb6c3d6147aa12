"""A study of four tiny series: a block of liver with a block of lesion, each even."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.series import Series
from tests.core.known_network import BACKGROUND_HU, SIZE, hu_series

#: Phase -> (HU of the liver, HU of the lesion, clock).
LEVELS = {
    "noncontrast": (60, 45, "115800"),
    "arterial": (70, 130, "120035"),
    "portal": (105, 55, "120110"),
    "delayed": (90, 60, "120300"),
}
DESCRIPTIONS = {
    "noncontrast": "Liver unenhanced",
    "arterial": "Liver arterial",
    "portal": "Liver portal venous",
    "delayed": "Liver delayed",
}
N_SLICES, STEP_MM = 12, 5.0
#: Where the liver and the lesion lie: slices, rows and columns.
LIVER = (slice(3, 10), slice(10, 50), slice(10, 50))
LESION = (slice(5, 8), slice(20, 34), slice(20, 34))


def block_series(phase: str, *, shift_mm=(0.0, 0.0, 0.0), **tags) -> Series:
    """One phase; the patient has moved by `shift_mm`, LPS, without the header saying so."""
    liver, lesion, clock = LEVELS[phase]
    volume = np.full((N_SLICES, SIZE, SIZE), BACKGROUND_HU, dtype=np.int16)
    volume[LIVER] = liver
    volume[LESION] = lesion
    volume[:, :4, :4] = -1000  # air, without which it would not pass for CT
    made = hu_series(
        volume,
        positions_mm=np.arange(N_SLICES) * STEP_MM + shift_mm[2],
        origin_xy=shift_mm[:2],
        **{
            "patient_name": "Muster^Anna",
            "patient_id": "77",
            "study_uid": "1.2.7",
            "study_date": "20260101",
            "frame_of_reference_uid": "1.2.8",
            "series_description": DESCRIPTIONS[phase],
            "series_number": list(LEVELS).index(phase) + 2,
            "acquired_at": f"20260101{clock}",
            **tags,
        },
    )
    return replace(made, uid=f"1.2.3.{list(LEVELS).index(phase) + 1}")


def block_study() -> list[Series]:
    """All four, in the order of time; breathing moved two of them."""
    return [
        block_series("noncontrast", shift_mm=(0.0, 0.0, -5.0)),
        block_series("arterial", shift_mm=(1.5, 0.0, 0.0)),
        block_series("portal"),
        block_series("delayed"),
    ]
