"""Records as the rows of the table in the browser: plain values, ready to be shown."""

from __future__ import annotations

from core.cautions.caution import SEVERITIES
from core.labels import COLOURS, DISPLAY_NAMES
from core.vocabulary.forms import interval
from core.vocabulary.lesion import DIAMETER
from core.vocabulary.patient import BURDEN, VERDICT, verdict_interval
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
    (
        "risk",
        VERDICT.title,
        "risk",
        f"{VERDICT.meaning} With its interval where one was computed; sort by it",
    ),
    ("burden", BURDEN.short, "burden", f"{BURDEN.meaning} Sort by it"),
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
    bounds = verdict_interval(record)
    low, high = bounds or (None, None)
    return {
        "id": record.id,
        "reviewed": record.status == "reviewed",
        "subject": subject(record.pseudonym),
        "date": f"{record.study_date:%Y-%m-%d}" if record.study_date else "no date",
        "category": DISPLAY_NAMES.get(record.category, record.category.capitalize()),
        "colour": COLOURS.get(record.category, UNDECIDED),
        "needs_review": record.needs_review,
        "why_review": record.review_reason,
        "p": VERDICT.kept(record),
        "low": low,
        "high": high,
        "p_text": VERDICT.text(record),
        "range_text": "" if bounds is None else interval(*bounds),
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
    return "no liver" if record.burden_percent is None else BURDEN.with_unit(record)


def lesions_text(record: Record) -> str:
    """ "2 · 31.0 mm": how many, and the longest diameter."""
    known = [one for one in record.lesions if DIAMETER.value(one)]
    longest = f" · {DIAMETER.with_unit(max(known, key=DIAMETER.value))}" if known else ""
    return f"{len(record.lesions)}{longest}"


def heaviest(record: Record) -> str:
    """The severity of its most severe caution, "" without any."""
    return min((c.severity for c in record.cautions), key=SEVERITIES.index, default="")


def cautions_text(record: Record) -> str:
    """ "▲ 2": the shape of the heaviest and how many."""
    if not record.cautions:
        return "–"
    return f"{WORDS[heaviest(record)][0]} {len(record.cautions)}"
