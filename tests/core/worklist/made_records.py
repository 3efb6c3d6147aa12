"""Records and an analysis whose values can be told by looking."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import sqlalchemy as sa

from core.cautions import Caution
from core.risk import PatientRisk
from core.series import Series
from core.worklist import Record, Store
from core.worklist.tables import RECORD

WEIGHTS = "ab" * 32


def some_record(number: int = 1, **changes: object) -> Record:
    """A record with every field filled; series and patient by number."""
    values = {
        "pseudonym": f"{number:016x}",
        "study_date": date(2025, 1, number),
        "series_digest": f"{number:064x}",
        "n_slices": 40,
        "model_name": "quick",
        "backbone": "none",
        "weights_sha256": WEIGHTS,
        "category": "malignant",
        "p_normal": 0.1,
        "p_benign": 0.2,
        "p_malignant": 0.7,
        "liver_ml": 1500.0,
        "lesion_ml": 15.0,
        "burden_percent": 1.0,
        "interval": {"normal": (0.0, 0.2), "benign": (0.1, 0.3), "malignant": (0.6, 0.8)},
        "rule": "max",
        "method": "the highest slice",
        "calibrated": True,
        "needs_review": True,
        "review_reason": "Near the threshold.",
        "cautions": (
            Caution("non_contrast", "No contrast."),
            Caution("thick_slices", "Thick slices."),
        ),
        "lesions": ({"id": 1, "label": "malignant", "diameter_mm": 31.5, "volume_ml": 15.0},),
        "seconds": {"total": 2.5},
        "version": "0.1.0",
    }
    return Record(**values | changes)


@dataclass(frozen=True)
class QuickLesion:
    id: int = 1
    label: str = "malignant"
    volume_ml: float = 0.5
    diameter_mm: float = 12.0


def quick_analysis(
    series: Series, model_name: str = "quick", progress=None, cancel: threading.Event | None = None
) -> SimpleNamespace:
    """What `record_of` reads of an analysis, made without a network: 1000 mm² of liver a slice."""
    for index in range(series.n_slices):
        if progress is not None:
            progress(index + 1, series.n_slices)
    return SimpleNamespace(
        series=series,
        model_name=model_name,
        backbone="none",
        weights_sha256=WEIGHTS,
        liver_area_mm2=np.full(series.n_slices, 1000.0),
        lesions=(QuickLesion(),),
        mask=np.zeros(series.volume.shape, np.uint8),
        correction=None,
        patient=PatientRisk(0.1, 0.2, 0.7, "malignant", "the highest slice"),
        cautions=(Caution("metal", "First."), Caution("noise", "Second.")),
        seconds={"total": 0.25},
    )


def queued(store: Store, path: str, number: int):
    """One series that waits, of a file that is nowhere."""
    item, _ = store.queue.enqueue(
        [f"/nowhere/{path}"], series_digest=f"{number:064x}", model_name="known", n_slices=6
    )
    return item


def aged(store: Store, record: Record, days: float) -> None:
    """Make the record that much older."""
    with store._database.writing() as connection:
        when = record.created_at - timedelta(days=days)
        change = sa.update(RECORD).where(RECORD.c.id == record.id)
        connection.execute(change.values(created_at=when))
