"""Records as the rows of the worklist's table."""

from __future__ import annotations

from core.cautions.caution import SEVERITIES
from core.labels import COLOURS, DISPLAY_NAMES
from core.worklist import Record
from core.worklist.record import REVIEWED
from dashboard.components.cautions import WORDS
from dashboard.components.sortable_table.table import Bar, Cell, Column, Row
from dashboard.services.pseudonyms import subject

#: What is neither normal, benign nor malignant.
UNDECIDED = "#e0b050"

COLUMNS = (
    Column("", "Whether a person has looked at it"),
    Column("Subject", "The pseudonym of the patient; no name is kept"),
    Column("Study", "Date of the study; sort by it", sort="date"),
    Column("Category", "Sort by urgency", sort="category", rising=True),
    Column(
        "p(malignant)",
        "With its interval where one was computed; sort by it",
        sort="risk",
        look="bar",
    ),
    Column("Burden", "Lesions' share of the liver; sort by it", sort="burden"),
    Column("Lesions", "How many, and the longest diameter"),
    Column("Cautions", "Sort by how many there are", sort="caution"),
    Column("Model", "The model whose findings these are", look="wide clipped"),
    Column("Analysed (UTC)", "Sort by the time of the analysis", sort="added", look="wide"),
)


def row(record: Record) -> Row:
    """One record, a cell for each of `COLUMNS`."""
    return Row(
        record.id,
        (
            _status(record),
            Cell(subject(record.pseudonym)),
            Cell(f"{record.study_date:%Y-%m-%d}" if record.study_date else "no date"),
            _category(record),
            _risk(record),
            Cell(burden_text(record), tone="quiet" if record.burden_percent is None else ""),
            Cell(lesions_text(record)),
            Cell(cautions_text(record), hint="\n".join(record.cautions), tone=heaviest(record)),
            Cell(record.model_name, tone="quiet"),
            Cell(f"{record.created_at:%Y-%m-%d %H:%M}" if record.created_at else "", tone="quiet"),
        ),
    )


def _status(record: Record) -> Cell:
    if record.status == REVIEWED:
        return Cell("✓", spoken="Reviewed", hint="Reviewed", tone="quiet")
    return Cell("●", spoken="New", hint="New", tone="new")


def _category(record: Record) -> Cell:
    return Cell(
        DISPLAY_NAMES.get(record.category, record.category.capitalize()),
        swatch=_colour(record),
        flag=("needs review", record.review_reason) if record.needs_review else None,
    )


def _risk(record: Record) -> Cell:
    p = record.p_malignant
    low, high = (record.interval or {}).get("malignant", (None, None))
    known = low is not None
    return Cell(
        f"{p:.2f}",
        small=f"{low:.2f}–{high:.2f}" if known else "",
        hint=f"{p:.2f}, between {low:.2f} and {high:.2f}" if known else "",
        bar=Bar(p, _colour(record), low, high),
    )


def _colour(record: Record) -> str:
    return COLOURS.get(record.category, UNDECIDED)


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
    return min(record.caution_severities, key=SEVERITIES.index, default="")


def cautions_text(record: Record) -> str:
    """ "▲ 2": the shape of the heaviest and how many."""
    if not record.cautions:
        return "–"
    return f"{WORDS[heaviest(record)][0]} {len(record.cautions)}"
