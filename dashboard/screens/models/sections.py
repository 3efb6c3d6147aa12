"""The sections of the Models page: each lays out charts of the models that are compared."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from core.labels import SLICE_CLASSES
from core.modality import CT
from core.models import ModelCard
from dashboard.components import large_type
from dashboard.components.charts.palette import Look
from dashboard.components.model_card.view import draw_table
from dashboard.components.speed_words import ms_of
from dashboard.screens.models import sentences
from dashboard.screens.models.by_size import measured_alike, size_figure
from dashboard.screens.models.cost import Speeds
from dashboard.screens.models.curves import ROC_KINDS, froc_figure, roc_figure
from dashboard.screens.models.figures import (
    BY_KEY,
    NOT_MEASURED,
    figures_of,
    number,
    rows,
    table,
    text_with_interval,
)
from dashboard.screens.models.groups import COLUMNS, group_rows, phase_rows, size_rows
from dashboard.screens.models.matrices import confusion_figure
from dashboard.screens.models.overview import SHOWN, interval_figure, speed_figure
from dashboard.screens.models.reliability import reliability_figure
from dashboard.screens.models.training import training_figure


@dataclass(frozen=True)
class Compared:
    """The models that are ticked, and on which part of the data."""

    cards: Mapping[str, ModelCard]
    part: str
    #: Of all models, so that a colour means the same model whichever are ticked.
    looks: Mapping[str, Look]
    speeds: Speeds

    @property
    def measured(self) -> dict[str, dict]:
        """Model -> its figures on the part."""
        return {name: figures_of(card, self.part) for name, card in self.cards.items()}


def overview(compared: Compared) -> None:
    """Figures with intervals, and what they cost in time."""
    if _nothing_ticked(compared):
        return
    wide, narrow = st.columns([2, 1], gap="medium")
    with wide:
        _head("Figures with their 95 % intervals")
        _chart(interval_figure(compared.measured, compared.looks), "intervals")
    with narrow:
        _head("What it costs in time")
        key = st.selectbox(
            "Figure against time",
            SHOWN,
            index=SHOWN.index("lesion_dice"),
            format_func=lambda key: f"{BY_KEY[key].short} against milliseconds per slice",
            key="models-against",
            label_visibility="collapsed",
        )
        ms = {name: ms_of(compared.speeds.get(name, {})) for name in compared.cards}
        _chart(speed_figure(key, compared.measured, ms, compared.looks), "speed")


def classes(compared: Compared) -> None:
    """ROC curves, confusion matrices, and precision, recall and F1 of each class."""
    if _nothing_ticked(compared):
        return
    for kind, column in zip(ROC_KINDS, st.columns(2, gap="medium"), strict=True):
        with column:
            _chart(roc_figure(kind, compared.measured, compared.looks), f"roc-{kind}")
    _head("Confusion: rows are what the slices are, columns what they were called")
    _grid(
        (f"confusion-{name}", confusion_figure(name, metrics, compared.looks[name]))
        for name, metrics in compared.measured.items()
    )
    _head("Precision, recall and F1 of each class")
    draw_table(class_rows(compared.measured))
    for sentence in left_out_sentences(compared.measured):
        st.caption(sentence)


def lesions(compared: Compared) -> None:
    """Lesions one by one: FROC, and what is found by size."""
    if _nothing_ticked(compared):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _chart(froc_figure(compared.measured, compared.looks), "froc")
    with right:
        _chart(size_figure(compared.measured, compared.looks), "by-size")
    st.caption(sentences.what_froc_shows())
    elsewhere = [
        name for name in compared.measured if name not in measured_alike(compared.measured)
    ]
    if elsewhere:
        st.caption(sentences.sizes_measured_differently(", ".join(elsewhere)))
    rules = {
        str(table(metrics.get("lesion_detection")).get("rule", ""))
        for metrics in compared.measured.values()
    } - {""}
    for rule in sorted(rules):
        st.caption(rule)


def groups(compared: Compared) -> None:
    """Tables by phase, source, slice thickness and size of lesion; the assessable phases."""
    if _nothing_ticked(compared):
        return
    with st.container(key="models-groups"):
        of_ct = {name: card for name, card in compared.cards.items() if card.modality == CT}
        for column, title in COLUMNS.items():
            if column == "phase" and not of_ct:
                continue
            _head(f"By {title[:1].lower()}{title[1:]}")
            _table(group_rows(column, compared.measured))
        _head("Lesions found, by size")
        _table(size_rows(compared.measured))
        if of_ct:
            _head("Phases in which the validation subjects show that the model works")
            _table(phase_rows(of_ct))
    st.caption(sentences.what_groups_are())
    rules = {
        str(table(card.card.get("phase_checks")).get("rule", ""))
        for card in compared.cards.values()
    } - {""}
    for rule in sorted(rules):
        st.caption(rule)


def calibration(compared: Compared) -> None:
    """A reliability diagram for each model."""
    if _nothing_ticked(compared):
        return
    st.caption(sentences.what_reliability_shows())
    _grid(
        (f"reliability-{name}", reliability_figure(name, metrics, compared.looks[name]))
        for name, metrics in compared.measured.items()
    )


def training(compared: Compared) -> None:
    """The loss and the validation figures during training."""
    if _nothing_ticked(compared):
        return
    _chart(training_figure(compared.cards, compared.looks), "training")
    st.caption(sentences.what_the_training_curves_are())


def left_out_sentences(measured: Mapping[str, dict]) -> list[str]:
    """What was not counted and why; models that agree share a sentence."""
    said: dict[str, list[str]] = {}
    for name, metrics in measured.items():
        parts = [
            f"{row.get('slices')} slices from {row.get('left_out_of')} ({row.get('reason')})"
            for row in rows(metrics.get("left_out"))
        ]
        if parts:
            said.setdefault("; ".join(parts), []).append(name)
    if len(said) == 1:
        return [sentences.left_out(next(iter(said)))]
    return [sentences.left_out_for(", ".join(names), text) for text, names in said.items()]


def class_rows(measured: Mapping[str, dict]) -> list[dict[str, str]]:
    """One row per model and class: precision, recall and F1 with intervals, slices and subjects."""
    found = []
    for name, metrics in measured.items():
        per_class, counts = table(metrics.get("per_class")), table(metrics.get("by_class"))
        for class_name in SLICE_CLASSES:
            row = table(per_class.get(class_name))
            intervals, n = table(row.get("ci95")), table(counts.get(class_name))
            slices = number(n.get("slices", row.get("support")))
            subjects = number(n.get("subjects"))
            found.append(
                {
                    "Model": name if class_name == SLICE_CLASSES[0] else "",
                    "Class": class_name,
                    **{
                        title: text_with_interval(row.get(key), intervals.get(key))
                        for key, title in (
                            ("precision", "Precision"),
                            ("recall", "Recall"),
                            ("f1", "F1"),
                        )
                    },
                    "Slices": NOT_MEASURED if slices is None else f"{slices:.0f}",
                    "Subjects": NOT_MEASURED if subjects is None else f"{subjects:.0f}",
                }
            )
    return found


def _nothing_ticked(compared: Compared) -> bool:
    if not compared.cards:
        st.caption(sentences.tick_a_model())
    return not compared.cards


def _table(rows_of_it: list[dict[str, str]]) -> None:
    if rows_of_it:
        draw_table(rows_of_it)
    else:
        st.caption(f"{NOT_MEASURED.capitalize()}.")


def _head(title: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(title)}</div>')


def _chart(figure: go.Figure, key: str) -> None:
    large_type.plotly_chart(
        figure, key=f"models-chart-{key}", theme=None, config={"displayModeBar": False}
    )


def _grid(charts: Iterable[tuple[str, go.Figure]]) -> None:
    """Small charts side by side, as many per row as there is room for (theme/pages.css)."""
    charts = list(charts)
    with st.container(key="models-grid"):
        for column, (key, figure) in zip(st.columns(len(charts)), charts, strict=True):
            with column:
                _chart(figure, key)
