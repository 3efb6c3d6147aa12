"""Training: loss and validation figures over the steps."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.models import ModelCard
from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.figures import number, rows

#: Key of a row of the history -> title of its panel.
PANELS = {
    "loss": "Training loss",
    "liver_dice": "Liver Dice, validation",
    "lesion_dice": "Lesion Dice, validation",
    "macro_f1": "Macro F1, validation",
    "auc_lesion": "AUC lesion, validation",
    "auc_malignant": "AUC malignant, validation",
}
COLUMNS = 3
TRAINING_HEIGHT = 500


def training_figure(cards: Mapping[str, ModelCard], looks: Mapping[str, Look]) -> go.Figure:
    """One panel per figure, one line per model. A cross marks where a new stage begins, a ring the
    step whose weights were kept."""
    lines = -(-len(PANELS) // COLUMNS)
    figure = make_subplots(
        rows=lines,
        cols=COLUMNS,
        subplot_titles=list(PANELS.values()),
        horizontal_spacing=0.06,
        vertical_spacing=0.15,
    )
    canvas.dress(figure, TRAINING_HEIGHT, top=64)
    for annotation in figure.layout.annotations:
        annotation.update(font={"size": 12, "color": canvas.SOFT})
    for name, card in cards.items():
        history = staged(card)
        for index, key in enumerate(PANELS):
            row, col = index // COLUMNS + 1, index % COLUMNS + 1
            # Shown in the legend once, though the model has no curve: its absence is said there.
            label = name if history else f"{name} (no curve on its card)"
            trace = _line(history, key, label, looks[name])
            trace.update(legendgroup=name, showlegend=index == 0)
            figure.add_trace(trace, row=row, col=col)
            marks = _marks(history, key, name, looks[name], card.card.get("best_step"))
            figure.add_trace(marks.update(legendgroup=name), row=row, col=col)
    figure.update_xaxes(title_text="step", row=lines)
    figure.update_layout(
        legend={"orientation": "h", "x": 0, "y": 1.07, "xanchor": "left", "yanchor": "bottom"}
    )
    return figure


def staged(card: ModelCard) -> list[dict]:
    """The card's history with "at", the step counted on through the stages."""
    history, before, last = [], 0.0, (None, 0.0)
    for row in rows(card.card.get("history")):
        step = number(row.get("step"))
        if step is None:
            continue
        stage, previous = last
        if previous and row.get("stage") != stage:
            before += previous
        last = (row.get("stage"), step)
        history.append({**row, "at": before + step, "begins": row.get("stage") != stage})
    return history


def _line(history: list[dict], key: str, label: str, look: Look) -> go.Scatter:
    known = [row for row in history if number(row.get(key)) is not None]
    return go.Scatter(
        x=[row["at"] for row in known] or [None],
        y=[row[key] for row in known] or [None],
        name=label,
        mode="lines",
        line={"color": look.colour, "width": 2, "dash": look.dash},
        hovertemplate=f"{label}<br>step %{{x}}: %{{y:.3f}}<extra></extra>",
    )


def _marks(history: list[dict], key: str, name: str, look: Look, best_step: object) -> go.Scatter:
    """The beginnings of the later stages, and the step that was kept (of the last stage)."""
    last = history[-1].get("stage") if history else None
    points = []
    for index, row in enumerate(history):
        if number(row.get(key)) is None:
            continue
        if row["begins"] and index:
            points.append((row, "x-thin", f"stage {row.get('stage')} begins"))
        if best_step is not None and row.get("stage") == last and row.get("step") == best_step:
            points.append((row, "circle-open", "these weights were kept"))
    return go.Scatter(
        x=[row["at"] for row, _, _ in points] or [None],
        y=[row[key] for row, _, _ in points] or [None],
        customdata=[why for _, _, why in points],
        mode="markers",
        marker={
            "symbol": [symbol for _, symbol, _ in points],
            "size": 10,
            "color": look.colour,
            "line": {"width": 2, "color": look.colour},
        },
        showlegend=False,
        hovertemplate=f"{name}<br>%{{customdata}}<extra></extra>",
    )
