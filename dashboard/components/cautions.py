"""Reasons to doubt a result as the pages show them: the severity as a word and a shape, then why.

The colour repeats what word and shape say: nobody has to tell amber from red.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.cautions.caution import (
    NOTE,
    READING,
    STOP,
    WARN,
    Caution,
    most_severe_first,
    while_reading,
)
from core.labels import COLOURS, INDETERMINATE, NORMAL
from dashboard.state.shelf import Entry

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.worklist import Record

#: Severity -> (shape, word), the most severe first.
WORDS: dict[str, tuple[str, str]] = {
    STOP: ("✖", "Stop"),
    WARN: ("▲", "Warning"),
    NOTE: ("●", "Note"),
}
#: Severity -> icon of Streamlit's buttons.
ICONS = {
    STOP: ":material/block:",
    WARN: ":material/warning:",
    NOTE: ":material/info:",
}


def in_words(caution: Caution) -> str:
    """ "Warning: The liver reaches ..." """
    return f"{WORDS[caution.severity][1]}: {caution.sentence}"


def of_series(entry: Entry, analysis: Analysis | None) -> tuple[Caution, ...]:
    """Those of the analysis, and what was odd on reading, the most severe first."""
    found = () if analysis is None else analysis.cautions
    return most_severe_first((*found, *while_reading(entry.warnings)))


def verdict_colour(analysis: Analysis) -> str:
    """Of the patient's category as headline; never the green of "Normal" over a reason to doubt
    it: the colour is read before the sentence."""
    return _colour(analysis.patient.category, analysis.patient.needs_review, analysis.cautions)


def record_colour(record: Record) -> str:
    """The same of a record; old ones may be called normal where a newer version says nothing."""
    return _colour(record.category, record.needs_review, record.cautions)


def _colour(category: str, needs_review: bool, cautions: Iterable[Caution]) -> str:
    doubted = needs_review or any(
        caution.severity != NOTE for caution in cautions if caution.code != READING
    )
    return COLOURS[INDETERMINATE if category == NORMAL and doubted else category]


def as_html(cautions: Iterable[Caution]) -> str:
    """One line per caution; "" without any."""
    lines = []
    for caution in cautions:
        shape, word = WORDS[caution.severity]
        lines.append(
            f'<p class="ll-{caution.severity}"><b><i aria-hidden="true">{shape}</i> {word}</b> '
            f"{html.escape(caution.sentence)}</p>"
        )
    return f'<div class="ll-cautions">{"".join(lines)}</div>' if lines else ""
