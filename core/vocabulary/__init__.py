"""Every quantity described once: its key, title, unit, digits and meaning, and how it is written.

    VOLUME.text(lesion)                 # "0.04"
    kept_row(LESION, lesion)            # the row of analysis.json, lesions.csv and the worklist
    [column.text(lesion) for column in LESION_COLUMNS]

JSON, CSV, the worklist's rows, the PDF, the tables, the viewer and `docs/measurements.md` are
projections of it. Of `core` it knows only the labels, so that every part may use it.
"""

from core.vocabulary.lesion import LESION
from core.vocabulary.patient import PATIENT, VERDICT, verdict_text
from core.vocabulary.quantity import Column, Quantity, kept_row
from core.vocabulary.slices import SLICE, SLICE_INTERVALS

__all__ = [
    "LESION",
    "PATIENT",
    "SLICE",
    "SLICE_INTERVALS",
    "VERDICT",
    "Column",
    "Quantity",
    "kept_row",
    "verdict_text",
]
