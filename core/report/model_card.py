"""The model in brief: its training data, its figures on subjects it never saw, its limits."""

from __future__ import annotations

import re

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from core.labels import SLICE_CLASSES
from core.models import Model
from core.pipeline import Analysis
from core.report import sentences
from core.report.paper import (
    BELOW,
    BODY,
    CELL,
    SMALL,
    SUBHEADING,
    bullets,
    paragraph,
    section,
    table_style,
)
from core.vocabulary.figures import FIGURES, NOT_MEASURED, NOT_STATED, counts

#: References to the source code, which say nothing to a reader of the report.
_MODULE = re.compile(r" \(core\.[\w.]+\)")
_PARTS = {"train": "Training", "val": "Validation", "test": "Test"}


def model_card(analysis: Analysis, model: Model) -> list[Flowable]:
    card = model.card
    facts = (
        f"{analysis.model_name}, backbone {analysis.backbone}, run by {analysis.engine}. "
        f"Weights SHA-256: {analysis.weights_sha256}."
    )
    story = section(
        "The model",
        [*_sentence(card.get("summary"), BODY), paragraph(facts, SMALL)],
        *_sentence(card.get("intended_use"), SMALL),
    )
    story += [*_trained_on(card), *_figures(card.get("metrics") or {})]
    if card.get("metrics"):
        story.append(paragraph(sentences.what_figures_are(), BELOW))
    return (
        story
        + _listed("Where it fails", card.get("fails_on"))
        + _listed("Limits", card.get("limits"))
    )


def figure_rows(metrics: dict) -> list[tuple[str, str, str, str]]:
    """(what, value, 95 % interval, n) of the test subjects; what was not measured says so."""
    return [
        (
            figure.title,
            figure.text(metrics),
            figure.interval_text(metrics) or NOT_MEASURED,
            figure.count(metrics, in_full=True) or NOT_STATED,
        )
        for figure in FIGURES
    ]


def _figures(metrics: dict) -> list[Flowable]:
    if not metrics:
        return [paragraph("Test figures", SUBHEADING), paragraph(f"{NOT_MEASURED}.", SMALL)]
    known = counts(metrics)
    n = ", ".join(
        f"{known.get(name, NOT_STATED)} {what}"
        for name, what in (("n_subjects", "subjects"), ("n_slices", "slices"))
    )
    head = ("Figure", "Value", "95 % interval", "n")
    rows = [[paragraph(text, CELL) for text in row] for row in (head, *figure_rows(metrics))]
    table = Table(rows, colWidths=[w * mm for w in (62, 24, 34, 54)], style=table_style())
    return [paragraph(f"Test figures, on subjects it never saw: {n}", SUBHEADING), table]


def _trained_on(card: dict) -> list[Flowable]:
    data = card.get("data") or {}
    told = [paragraph("Trained on", SUBHEADING)]
    if data:
        columns = ("subjects", "slices", *SLICE_CLASSES, "uncertain")
        rows = [[""] + [name.capitalize() for name in columns]]
        rows += [
            [_PARTS.get(part, part)] + [str(counts.get(name, NOT_STATED)) for name in columns]
            for part, counts in data.items()
        ]
        cells = [[paragraph(text, CELL) for text in row] for row in rows]
        told.append(Table(cells, colWidths=[24 * mm] + [25 * mm] * 6, style=table_style()))
    origin = card.get("data_origin")
    if not data and not origin:
        return [*told, paragraph(f"{NOT_STATED.capitalize()}.", SMALL)]
    return [*told, Spacer(1, 4), *bullets(_sentences(origin))]


def _listed(title: str, said: object) -> list[Flowable]:
    found = _sentences(said)
    body = bullets(found) if found else [paragraph(f"{NOT_STATED.capitalize()}.", SMALL)]
    return [paragraph(title, SUBHEADING), *body]


def _sentences(value: object) -> list[str]:
    if not value:
        return []
    listed = value if isinstance(value, list | tuple) else [value]
    return [_MODULE.sub("", str(one)) for one in listed]


def _sentence(value: object, style: object) -> list[Flowable]:
    return [paragraph(str(value), style)] if value else []
