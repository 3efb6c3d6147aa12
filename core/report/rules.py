"""How slices became a patient, and what the other rules would have said."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from core.models import Model
from core.pipeline import Analysis
from core.report import sentences
from core.report.paper import BAND, BELOW, CELL, paragraph, section, table_style
from core.report.verdict import threshold_words
from core.vocabulary.patient import CATEGORY, P_CLASS, headline

_WIDTHS = (76, 24, 22, 20, 32)


def rules(analysis: Analysis, model: Model) -> list[Flowable]:
    """One row per rule, the one in use shaded."""
    shown = [P_CLASS[name] for name in analysis.patient.probabilities()]
    head = ("Rule", *(one.title for one in shown), CATEGORY.title)
    rows, style = [[paragraph(title, CELL) for title in head]], []
    for number, (name, patient) in enumerate(analysis.by_rule().items(), start=1):
        used = name == analysis.patient.rule
        figures = [one.text(patient) for one in shown]
        cells = [patient.method, *figures, headline(patient)]
        rows.append([paragraph(cells[0], CELL, lead="In use:" if used else "")])
        rows[-1] += [paragraph(cell, CELL) for cell in cells[1:]]
        if used:
            style.append(("BACKGROUND", (0, number), (-1, number), BAND))
    table = Table(rows, colWidths=[width * mm for width in _WIDTHS], style=table_style(*style))
    return section(
        "From slices to the patient", [table, paragraph(_words(analysis, model.card), BELOW)]
    )


def _words(analysis: Analysis, card: dict) -> str:
    note = str((card.get("patient") or {}).get("note") or "")
    calibration = note if analysis.patient.calibrated else ""
    return sentences.how_rules_work(threshold_words(analysis), calibration)
