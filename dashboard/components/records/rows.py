"""Records as the rows of the worklist's table."""

from __future__ import annotations

from core.cautions.caution import SEVERITIES
from core.modality import CT
from core.vocabulary.forms import interval
from core.vocabulary.lesion import DIAMETER
from core.vocabulary.patient import (
    BURDEN,
    VERDICT,
    headline,
    is_outside,
    reason_words,
    verdict_interval,
    verdict_text,
)
from core.worklist import Record
from core.worklist.record import REVIEWED
from dashboard.components.cautions import WORDS, record_colour
from dashboard.components.sortable_table.table import Bar, Cell, Column, Row
from dashboard.services.pseudonyms import subject

COLUMNS = (
    Column("", "Whether a person has looked at it"),
    Column("Subject", "The pseudonym of the patient; no name is kept"),
    Column("Study", "Date of the study, and MR where it is one; sort by it", sort="date"),
    Column("Category", "Sort by urgency", sort="category", rising=True),
    Column(
        VERDICT.title,
        f"{VERDICT.meaning} With its interval where one was computed; sort by it",
        sort="risk",
        look="bar",
    ),
    Column(BURDEN.short, f"{BURDEN.meaning} Sort by it", sort="burden"),
    Column("Lesions", "How many, and the longest diameter"),
    Column("Cautions", "Sort by how many there are", sort="caution"),
    Column("Model", "The model whose findings these are", look="wide clipped"),
    Column("Analysed (UTC)", "Sort by the time of the analysis", sort="added", look="wide"),
)


def row(record: Record) -> Row:
    """One record, a cell for each of `COLUMNS`."""
    return Row(
        record.number,
        (
            _status(record),
            Cell(subject(record.pseudonym)),
            Cell(
                f"{record.study_date:%Y-%m-%d}" if record.study_date else "no date",
                small="" if record.modality == CT else record.modality,
            ),
            _category(record),
            _risk(record),
            Cell(burden_text(record), tone="quiet" if record.burden_percent is None else ""),
            Cell(lesions_text(record), small="corrected" if record.is_corrected else ""),
            Cell(cautions_text(record), hint=_sentences(record), tone=heaviest(record)),
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
        headline(record),
        swatch=record_colour(record),
        small=reason_words(record.reasons[:1]),
        hint=reason_words(record.reasons),
        tone="quiet" if is_outside(record.category) else "",
        flag=("needs review", record.review_reason) if record.needs_review else None,
    )


def _risk(record: Record) -> Cell:
    bounds = verdict_interval(record)
    low, high = bounds or (None, None)
    outside = is_outside(record.category)
    return Cell(
        VERDICT.text(record),
        small=interval(*bounds) if bounds else "",
        hint=verdict_text(record) if bounds or outside else "",
        tone="quiet" if outside else "",
        bar=Bar(record.p_malignant, record_colour(record), low, high),
    )


def _sentences(record: Record) -> str:
    return "\n".join(caution.sentence for caution in record.cautions)


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
