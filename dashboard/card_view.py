"""A model card as rows to read: nothing is invented, what is absent is said to be absent."""

from __future__ import annotations

import html
import json

import streamlit as st

from core.models import ModelCard

NOT_MEASURED = "not measured"
NOT_STATED = "not stated"

#: Figure -> what to call it, in the order shown.
METRICS = {
    "liver_dice": "Liver Dice",
    "lesion_dice": "Lesion Dice",
    "auc_lesion": "AUC, a lesion in the slice",
    "auc_malignant": "AUC, malignant-looking",
    "accuracy": "Accuracy, three classes",
    "macro_f1": "Macro F1, three classes",
    "ece": "Calibration error (ECE)",
    "ece_before_scaling": "Calibration error before temperature scaling",
}
COUNTS = {
    "n_subjects": "subjects",
    "n_slices": "slices",
    "n_lesion_slices": "slices with a lesion",
}
#: Keys of a card with a place of their own; all others are listed as they are.
_PLACED = {"name", "backbone", "file", "sha256", "summary", "metrics", "limits", "preprocessing"}


def show(card: ModelCard) -> None:
    """Draw one card."""
    with st.container(border=True):
        st.subheader(card.name, anchor=False)
        if card.card.get("summary"):
            st.write(card.card["summary"])
        left, right = st.columns([1.2, 1])
        with left:
            st.html('<div class="ll-head">How well, on subjects it never saw</div>')
            _measured(card)
            st.html('<div class="ll-head">Limits and where it fails</div>')
            _limits(card)
        with right:
            st.html('<div class="ll-head">What it is</div>')
            st.html(_table([{"": what, " ": value} for what, value in facts(card)], head=False))
        with st.expander("Preprocessing and the rest of the card"):
            st.json({k: v for k, v in card.card.items() if k not in ("metrics", "limits")})


def facts(card: ModelCard) -> list[tuple[str, str]]:
    """(what, value) of the file and of everything the card says that has no other place."""
    size = f"{card.file.stat().st_size / 1e6:.1f} MB" if card.file.is_file() else "file is missing"
    rows = [
        ("Backbone", card.backbone),
        ("File", f"{card.file.name}, {size}"),
        ("SHA-256", card.sha256),
    ]
    rest = {k: v for k, v in card.card.items() if k not in _PLACED}
    rows += [(key.replace("_", " ").capitalize(), in_words(value)) for key, value in rest.items()]
    return rows


def metric_rows(metrics: dict) -> list[dict[str, str]]:
    """One row a figure: name, value, 95 % interval; "not measured" where the card has none."""
    intervals = metrics.get("ci95", {})
    rows = []
    for key, name in METRICS.items():
        value = metrics.get(key)
        bounds = intervals.get(key)
        rows.append(
            {
                "Figure": name,
                "Value": NOT_MEASURED if value is None else f"{value:.3f}",
                "95 % interval": f"{bounds[0]:.2f} – {bounds[1]:.2f}" if bounds else "",
            }
        )
    return rows


def class_rows(metrics: dict) -> list[dict[str, str]]:
    """One row a class: precision, recall, F1, how many slices."""
    return [
        {
            "Class": name,
            "Precision": _figure(row.get("precision")),
            "Recall": _figure(row.get("recall")),
            "F1": _figure(row.get("f1")),
            "Slices": str(row.get("support", NOT_STATED)),
        }
        for name, row in metrics.get("per_class", {}).items()
    ]


def counts_text(metrics: dict) -> str:
    """`"14 subjects, 70 slices"`."""
    known = [f"{metrics[key]} {word}" for key, word in COUNTS.items() if key in metrics]
    return ", ".join(known) or f"Number of subjects and slices: {NOT_STATED}"


def in_words(value: object) -> str:
    """A value of a card for a person: lists and tables on one line each."""
    if isinstance(value, dict):
        return "; ".join(f"{k.replace('_', ' ')}: {in_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        if all(isinstance(v, int | float) for v in value) and len(value) > 8:
            return f"{len(value)} in all"
        return ", ".join(in_words(v) for v in value)
    return value if isinstance(value, str) else json.dumps(value)


def _measured(card: ModelCard) -> None:
    if not card.metrics:
        st.caption(f"{NOT_MEASURED.capitalize()}.")
        return
    st.caption(counts_text(card.metrics))
    st.html(_table(metric_rows(card.metrics)))
    rows = class_rows(card.metrics)
    if rows:
        st.html(_table(rows))


def _table(rows: list[dict[str, str]], head: bool = True) -> str:
    """Rows with the same keys as an HTML table."""
    cells = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    top = f"<thead><tr>{cells}</tr></thead>" if head else ""
    return f'<table class="ll-table">{top}<tbody>{body}</tbody></table>'


def _limits(card: ModelCard) -> None:
    limits = card.card.get("limits") or []
    for limit in [limits] if isinstance(limits, str) else limits:
        st.markdown(f"- {limit}")
    if not limits:
        st.caption(f"{NOT_STATED.capitalize()}.")


def _figure(value: float | None) -> str:
    return NOT_MEASURED if value is None else f"{value:.2f}"
