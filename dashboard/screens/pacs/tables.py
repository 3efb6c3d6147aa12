"""Studies and series as rows."""

from __future__ import annotations

from core.pacs import Choice, FoundStudy
from core.person_name import shown_name
from dashboard.components.sortable_table.table import Cell, Column, Row

STUDIES = (
    Column("Date", "Of the study"),
    Column("Patient", "The archive's number of the patient"),
    Column("Name", "As the archive has it"),
    Column("Study", "Its description"),
    Column("Kinds", "Modalities in the study"),
    Column("Series", "How many, as the archive counts"),
    Column("Images", "How many, as the archive counts"),
    Column("Accession", "Accession number", look="wide"),
)
SERIES = (
    Column("No.", "Number of the series"),
    Column("Series", "Its description"),
    Column("Kind", "Modality"),
    Column("Images", "How many, as the archive counts"),
    Column("Slice", "Thickness of a slice, mm", look="wide"),
    Column("Suits", "Whether a liver CT model should read it"),
    Column("Why", "By what the archive tells of it"),
)


def study_row(study: FoundStudy) -> Row:
    day = study.date
    told = f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 and day.isdecimal() else day
    return Row(
        study.study_uid,
        (
            Cell(told or "–", value=day or None),
            Cell(study.patient_id or "–", value=study.patient_id or None),
            Cell(shown_name(study.patient_name) or "–", value=study.patient_name or None),
            Cell(study.description or "–", value=study.description or None),
            Cell(" ".join(study.modalities) or "–"),
            _count(study.n_series),
            _count(study.n_instances),
            Cell(study.accession or "–", value=study.accession or None),
        ),
    )


def series_row(choice: Choice, *, best: bool) -> Row:
    series = choice.series
    suits = Cell("best", tone="best") if best else Cell("yes") if choice.is_suited else Cell("no")
    thickness = series.thickness_mm
    return Row(
        series.series_uid,
        (
            _count(series.number),
            Cell(series.description or "–", value=series.description or None),
            Cell(series.modality or "–", value=series.modality or None),
            _count(series.n_instances),
            Cell("–" if thickness is None else f"{thickness:g} mm", value=thickness),
            suits,
            Cell(choice.why, tone="" if choice.is_suited else "quiet"),
        ),
    )


def _count(count: int | None) -> Cell:
    return Cell("–" if count is None else f"{count:,}", value=count)
