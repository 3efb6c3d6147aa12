"""Reasons to doubt a result as the pages show them: how heavy, in a word and a shape, then why.

The colour repeats what word and shape say: nobody has to tell amber from red.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from core.cautions.caution import NOTE, STOP, WARN
from core.labels import COLOURS, INDETERMINATE, NORMAL
from dashboard.state.shelf import Entry

if TYPE_CHECKING:
    from core.pipeline import Analysis

#: Severity -> (shape, word), the heaviest first.
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


class Doubt(NamedTuple):
    """One sentence and how heavy it weighs, a key of `WORDS`."""

    severity: str
    sentence: str

    @property
    def in_words(self) -> str:
        """ "Warning: The liver reaches ..." """
        return f"{WORDS[self.severity][1]}: {self.sentence}"


def of_analysis(analysis: Analysis | None) -> list[Doubt]:
    """The heaviest first, as `core.cautions` sorts them."""
    if analysis is None:
        return []
    # An analysis that came without severities says no more than that something is wrong.
    told = analysis.caution_severities or (WARN,) * len(analysis.cautions)
    return [Doubt(*pair) for pair in zip(told, analysis.cautions, strict=True)]


def of_series(entry: Entry, analysis: Analysis | None) -> list[Doubt]:
    """Those of the analysis, and what was odd on reading, the heaviest first."""
    found = [*of_analysis(analysis), *(Doubt(WARN, text) for text in entry.warnings)]
    return sorted(found, key=lambda doubt: list(WORDS).index(doubt.severity))


def verdict_colour(analysis: Analysis) -> str:
    """Of the patient's category as headline; never the green of "Normal" over a reason to doubt
    it: the colour is read before the sentence."""
    category = analysis.patient.category
    doubted = analysis.patient.needs_review or any(
        doubt.severity != NOTE for doubt in of_analysis(analysis)
    )
    return COLOURS[INDETERMINATE if category == NORMAL and doubted else category]


def as_html(doubts: Iterable[Doubt]) -> str:
    """A line each; "" without any."""
    lines = []
    for severity, sentence in doubts:
        shape, word = WORDS[severity]
        lines.append(
            f'<p class="ll-{severity}"><b><i aria-hidden="true">{shape}</i> {word}</b> '
            f"{html.escape(sentence)}</p>"
        )
    return f'<div class="ll-cautions">{"".join(lines)}</div>' if lines else ""
