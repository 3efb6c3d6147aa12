"""An analysed series of DICOM slices whose Bundle can be told beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.pipeline import Analysis
from core.series import Instance
from tests.core.report.made_case import analysed, volume_with_lesion

MADE_AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
TAGS = {
    "patient_name": "Quarrington^Ottilie",
    "patient_id": "77",
    "study_uid": "1.2.840.1",
    "study_date": "20260201",
    "series_number": 4,
}
PDF = b"%PDF-1.4 a report"


def case(**tags) -> Analysis:
    """Five slices with a malignant block, each of a file of its own."""
    analysis = analysed(volume_with_lesion(), **{**TAGS, **tags})
    instances = tuple(
        Instance("1.2.840.1.4", "1.2.840.10008.5.1.4.1.1.2", f"1.2.840.1.4.{number}")
        for number in range(1, 6)
    )
    return replace(analysis, series=replace(analysis.series, instances=instances))
