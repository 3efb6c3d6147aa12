"""The model in brief: what it learnt from, how well it does on subjects it never saw, where not."""

from __future__ import annotations

import re

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from core.labels import SLICE_CLASSES
from core.models import Model
from core.pipeline import Analysis
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

NOT_STATED, NOT_MEASURED = "not stated", "not measured"
#: Figure of the card -> what to call it, and the count behind it.
FIGURES = {
    "liver_dice": ("Liver Dice", "{n_slices} slices"),
    "lesion_dice": ("Lesion Dice", "{n_lesion_slices} slices with a lesion"),
    "auc_lesion": ("AUC, a lesion in the slice", "{n_lesion_or_not} slices"),
    "auc_malignant": ("AUC, malignant-looking", "{n_classified} slices"),
    "accuracy": ("Accuracy, three classes", "{n_classified} slices"),
    "macro_f1": ("Macro F1, three classes", "{n_classified} slices"),
    "ece": ("Calibration error (ECE)", "{n_classified} slices"),
    "lesion_sensitivity": ("Lesions found, one by one", "{n_found} of {n_lesions}"),
    "false_positives_per_slice": ("False positives a slice", "{n_false} on {n_outlined} slices"),
}
FIGURES_NOTE = (
    "The figures are of single slices, as the network gives them; what an analysis adds in three "
    "dimensions is not in them."
)
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
        story.append(paragraph(FIGURES_NOTE, BELOW))
    return (
        story
        + _listed("Where it fails", card.get("fails_on"))
        + _listed("Limits", card.get("limits"))
    )


def figure_rows(metrics: dict) -> list[tuple[str, str, str, str]]:
    """(what, value, 95 % interval, n) of the test subjects; what was not measured says so."""
    found = metrics.get("lesion_detection") or {}
    counts = {
        **metrics,
        "n_found": found.get("n_found"),
        "n_lesions": found.get("n_lesions"),
        "n_false": found.get("n_false_positives"),
        "n_outlined": found.get("n_slices"),
    }
    rows = []
    for key, (title, words) in FIGURES.items():
        value, interval = metrics.get(key), (metrics.get("ci95") or {}).get(key)
        rows.append(
            (
                title,
                NOT_MEASURED if value is None else f"{value:.2f}",
                f"{interval[0]:.2f} – {interval[1]:.2f}" if interval else NOT_MEASURED,
                _counted(words, counts),
            )
        )
    return rows


def _figures(metrics: dict) -> list[Flowable]:
    if not metrics:
        return [paragraph("Test figures", SUBHEADING), paragraph(f"{NOT_MEASURED}.", SMALL)]
    n = _counted("{n_subjects} subjects, {n_slices} slices", metrics)
    head = ("Figure", "Value", "95 % interval", "n")
    rows = [[paragraph(text, CELL) for text in row] for row in (head, *figure_rows(metrics))]
    table = Table(rows, colWidths=[w * mm for w in (62, 24, 34, 54)], style=table_style())
    return [paragraph(f"Test figures, on subjects it never saw: {n}", SUBHEADING), table]


def _trained_on(card: dict) -> list[Flowable]:
    data = card.get("data") or {}
    told = [paragraph("Learnt from", SUBHEADING)]
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


def _listed(title: str, sentences: object) -> list[Flowable]:
    found = _sentences(sentences)
    body = bullets(found) if found else [paragraph(f"{NOT_STATED.capitalize()}.", SMALL)]
    return [paragraph(title, SUBHEADING), *body]


def _sentences(value: object) -> list[str]:
    if not value:
        return []
    listed = [value] if isinstance(value, str) else [str(one) for one in value]
    return [_MODULE.sub("", one) for one in listed]


def _sentence(value: object, style: object) -> list[Flowable]:
    return [paragraph(str(value), style)] if value else []


def _counted(words: str, counts: dict) -> str:
    try:
        text = words.format(**counts)
    except KeyError:
        return NOT_STATED
    return NOT_STATED if "None" in text else text
