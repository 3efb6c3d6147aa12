"""ROC and FROC: what each false alarm buys."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.figures import NOT_MEASURED, number, rows, table, with_interval

#: Curve of the card's `roc` -> title, and the figure that is the area under it.
ROC_KINDS = {
    "lesion": ("A lesion in the slice, or none", "auc_lesion"),
    "malignant": ("Malignant-looking, or not", "auc_malignant"),
}
CURVE_HEIGHT = 400


def roc_figure(kind: str, measured: Mapping[str, dict], looks: Mapping[str, Look]) -> go.Figure:
    """One ROC curve per model, its AUC and interval in the legend.

    Args:
        kind: a key of `ROC_KINDS`. measured: model -> its figures on one part of the data.
    """
    title, area = ROC_KINDS[kind]
    figure = canvas.entitle(canvas.blank(CURVE_HEIGHT), title)
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": canvas.FAINT, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    for name, metrics in measured.items():
        points = roc_of(metrics, kind)
        look = looks[name]
        figure.add_trace(
            go.Scatter(
                x=canvas.drawn([p[0] for p in points]),
                y=canvas.drawn([p[1] for p in points]),
                customdata=[p[2] for p in points],
                name=f"{name}  {with_interval(metrics, area)}",
                mode="lines",
                line={"color": look.colour, "width": 2, "dash": look.dash},
                hovertemplate=f"{name}<br>score ≥ %{{customdata:.2f}}: sensitivity %{{y:.2f}}, "
                "false positive rate %{x:.2f}<extra></extra>",
            )
        )
    if not any(roc_of(metrics, kind) for metrics in measured.values()):
        figure.data = []
        return canvas.say_in(figure, f"ROC {NOT_MEASURED}")
    figure.update_xaxes(title_text="1 − specificity", range=canvas.UNIT_RANGE)
    figure.update_yaxes(title_text="sensitivity", range=canvas.UNIT_RANGE)
    return canvas.legend_inside(figure, "AUC (95 % interval)")


def froc_figure(measured: Mapping[str, dict], looks: Mapping[str, Look]) -> go.Figure:
    """FROC: the line is the most that is found for as many false positives or fewer; the dots are
    the single thresholds, the large symbol the mask as it is drawn."""
    figure = canvas.entitle(
        canvas.blank(CURVE_HEIGHT), "Lesions found, against false positives a slice"
    )
    for name, metrics in measured.items():
        look, points = looks[name], froc_of(metrics)
        front = best_so_far(points)
        figure.add_trace(
            go.Scatter(
                x=[p["false_positives_per_slice"] for p in front] or [None],
                y=[p["sensitivity"] for p in front] or [None],
                name=f"{name}  {with_interval(metrics, 'lesion_sensitivity')}",
                legendgroup=name,
                mode="lines",
                line={"color": look.colour, "width": 2, "dash": look.dash},
                hoverinfo="skip",
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[p["false_positives_per_slice"] for p in points] or [None],
                y=[p["sensitivity"] for p in points] or [None],
                customdata=[p.get("threshold") for p in points],
                legendgroup=name,
                showlegend=False,
                mode="markers",
                marker={"size": 4.5, "color": look.faded(0.7)},
                hovertemplate=f"{name}<br>lesion probability ≥ %{{customdata}}: %{{y:.0%}} found, "
                "%{x:.2f} false positives a slice<extra></extra>",
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[number(metrics.get("false_positives_per_slice"))],
                y=[number(metrics.get("lesion_sensitivity"))],
                legendgroup=name,
                showlegend=False,
                mode="markers",
                marker={
                    "size": 12,
                    "symbol": look.symbol,
                    "color": look.colour,
                    "line": {"color": canvas.PAPER, "width": 2},
                },
                hovertemplate=f"{name}, mask as drawn<br>%{{y:.0%}} found, "
                "%{x:.2f} false positives a slice<extra></extra>",
            )
        )
    keys = ("false_positives_per_slice", "lesion_sensitivity")
    if not any(
        froc_of(m) or all(number(m.get(k)) is not None for k in keys) for m in measured.values()
    ):
        figure.data = []
        return canvas.say_in(figure, f"Lesions one by one {NOT_MEASURED}")
    figure.update_xaxes(title_text="false positives a slice", rangemode="tozero")
    figure.update_yaxes(title_text="lesions found", range=canvas.UNIT_RANGE, tickformat=".0%")
    return canvas.legend_inside(figure, "Found by the mask as drawn (95 %)")


def froc_of(metrics: dict) -> list[dict]:
    """The card's FROC points, by rising threshold; none where not measured."""
    keys = ("false_positives_per_slice", "sensitivity")
    found = rows(table(metrics.get("lesion_detection")).get("froc"))
    return [p for p in found if all(number(p.get(key)) is not None for key in keys)]


def best_so_far(points: list[dict]) -> list[dict]:
    """Those FROC points that no other beats in both ways, from the fewest false positives on."""
    front: list[dict] = []
    for point in sorted(points, key=lambda p: (p["false_positives_per_slice"], -p["sensitivity"])):
        if not front or point["sensitivity"] > front[-1]["sensitivity"]:
            front.append(point)
    return front


def roc_of(metrics: dict, kind: str) -> list[list[float]]:
    """[[false positive rate, true positive rate, threshold], ...]; none where not measured."""
    points = table(metrics.get("roc")).get(kind)
    return [p for p in points if len(p) == 3] if isinstance(points, list) else []
