"""Records as the rows of the table in the browser: plain values, ready to be shown."""

from __future__ import annotations

from core.cautions.caution import SEVERITIES
from core.labels import COLOURS, DISPLAY_NAMES
from core.worklist import Record
from dashboard.components.cautions import WORDS
from dashboard.services.pseudonyms import subject

#: What is neither normal, benign nor malignant.
UNDECIDED = "#e0b050"

#: (key, title, the order that a click on it asks for, hint)
COLUMNS = (
    ("status", "", None, "Whether a person has looked at it"),
    ("subject", "Subject", None, "The pseudonym of the patient; no name is kept"),
    ("date", "Study", "date", "Date of the study; sort by it"),
    ("category", "Category", "category", "Sort by urgency"),
    ("risk", "p(malignant)", "risk", "With its interval where one was computed; sort by it"),
    ("burden", "Burden", "burden", "Lesions' share of the liver; sort by it"),
    ("lesions", "Lesions", None, "How many, and the longest diameter"),
    ("cautions", "Cautions", "caution", "Sort by how many there are"),
    ("model", "Model", None, "The model whose findings these are"),
    ("added", "Analysed (UTC)", "added", "Sort by the time of the analysis"),
)


def columns() -> list[dict]:
    return [
        {"key": key, "title": title, "sort": sort, "hint": hint}
        for key, title, sort, hint in COLUMNS
    ]


def row(record: Record) -> dict:
    """One record; the browser puts every value in as text."""
    low, high = (record.interval or {}).get("malignant", (None, None))
    return {
        "id": record.id,
        "reviewed": record.status == "reviewed",
        "subject": subject(record.pseudonym),
        "date": f"{record.study_date:%Y-%m-%d}" if record.study_date else "no date",
        "category": DISPLAY_NAMES.get(record.category, record.category.capitalize()),
        "colour": COLOURS.get(record.category, UNDECIDED),
        "needs_review": record.needs_review,
        "why_review": record.review_reason,
        "p": round(record.p_malignant, 4),
        "low": low,
        "high": high,
        "burden": burden_text(record),
        "lesions": lesions_text(record),
        "cautions": cautions_text(record),
        "severity": heaviest(record),
        "why_caution": "\n".join(caution.sentence for caution in record.cautions),
        "model": record.model_name,
        "added": f"{record.created_at:%Y-%m-%d %H:%M}" if record.created_at else "",
    }


def burden_text(record: Record) -> str:
    """ "3.4 %", or "no liver"."""
    if record.burden_percent is None:
        return "no liver"
    return f"{record.burden_percent:.1f} %"


def lesions_text(record: Record) -> str:
    """ "2 · 31 mm": how many, and the longest diameter."""
    diameters = [one["diameter_mm"] for one in record.lesions if one.get("diameter_mm")]
    longest = f" · {max(diameters):.0f} mm" if diameters else ""
    return f"{len(record.lesions)}{longest}"


def heaviest(record: Record) -> str:
    """The severity of its heaviest caution, "" without any."""
    return min((c.severity for c in record.cautions), key=SEVERITIES.index, default="")


def cautions_text(record: Record) -> str:
    """ "▲ 2": the shape of the heaviest and how many."""
    if not record.cautions:
        return "–"
    return f"{WORDS[heaviest(record)][0]} {len(record.cautions)}"
