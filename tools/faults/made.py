"""Records by number, whose values can be told from it."""

from __future__ import annotations

import hashlib

from core.worklist import Record

#: Who notes, and for which model records are, so that they are told from those of series.
WHO, MODEL = "faults", "faults-writer"


def record(number: int) -> Record:
    """The record of that number."""
    p = number % 1000 / 1000
    return Record(
        pseudonym=f"{number:016x}",
        study_date=None,
        series_digest=hashlib.sha256(f"faults {number}".encode()).hexdigest(),
        n_slices=1 + number % 500,
        model_name=MODEL,
        backbone="none",
        weights_sha256="f" * 64,
        category="normal",
        p_normal=1 - p,
        p_benign=0.0,
        p_malignant=p,
        liver_ml=float(number),
        lesion_ml=0.0,
        burden_percent=0.0,
    )


def line(number: int) -> str:
    """What its line in the audit trail is about."""
    return f"line {number}"
