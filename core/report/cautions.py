"""Reasons to doubt the result, placed before the results."""

from __future__ import annotations

from reportlab.platypus import Flowable

from core.cautions import CODES
from core.cautions.caution import NOTE as NOTE_SEVERITY
from core.cautions.caution import STOP as STOP_SEVERITY
from core.pipeline import Analysis
from core.report import sentences
from core.report.identity import Identity
from core.report.paper import BODY, NOTE, SMALL, STOP, WARNING, bullets, paragraph, section

#: Sentences from reading the files: a damaged folder may have one per file.
MOST_WARNINGS = 12
_STYLES = {STOP_SEVERITY: STOP, NOTE_SEVERITY: NOTE}


def cautions(analysis: Analysis, identity: Identity) -> list[Flowable]:
    """One paragraph each, the most severe first, then what was found while reading the files."""
    raised = [
        paragraph(
            identity.clear(caution.sentence),
            _STYLES.get(caution.severity, WARNING),
            lead=_lead(caution.code),
        )
        for caution in analysis.cautions
    ]
    shown = raised or [paragraph(sentences.no_caution(), SMALL)]
    return [*section("Cautions", shown[:1], *shown[1:]), *_reading(analysis, identity)]


def _reading(analysis: Analysis, identity: Identity) -> list[Flowable]:
    warnings = analysis.series.nameless_warnings
    if not warnings:
        return []
    listed = [identity.clear(one) for one in warnings[:MOST_WARNINGS]]
    more = len(warnings) - len(listed)
    if more:
        listed.append(sentences.more_of_this_kind(more))
    return [paragraph(sentences.found_while_reading(), BODY), *bullets(listed)]


def _lead(code: str) -> str:
    words = CODES.get(code, "")
    return f"{words[:1].upper()}{words[1:]}:" if words else ""
