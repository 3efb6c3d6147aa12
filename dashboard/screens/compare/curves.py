"""p(malignant) of every model along the slices, in one chart."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import plotly.graph_objects as go

from core.labels import MALIGNANT, SLICE_CLASSES
from core.vocabulary.slices import SLICE_ONE_IS
from dashboard.components.charts.canvas import FAINT, INK, blank
from dashboard.components.charts.palette import Look

HEIGHT = 280
_MALIGNANT = SLICE_CLASSES.index(MALIGNANT)
#: Behind the slices to which the models give different classes.
_DIFFER = "rgba(224,176,80,0.13)"


def curves_figure(
    probabilities: Mapping[str, np.ndarray],
    looks: Mapping[str, Look],
    *,
    positions_mm: np.ndarray,
    current: int,
    differ: Collection[int] = (),
    plane: str = "axial",
) -> go.Figure:
    """One line per model over the slices; every point stands for a slice and can be clicked.

    Args:
        probabilities: model -> (z, 3) in the order of `labels.SLICE_CLASSES`.
        positions_mm: (z,) along the slice normal, for the pointer's label.
        current: index of the slice in view, a vertical line.
        differ: indices of the slices to which the models give different classes; shaded.
        plane: of the slices.
    """
    figure = blank(HEIGHT, top=26, bottom=40)
    n_slices = len(positions_mm)
    number = np.arange(1, n_slices + 1)
    for index in sorted(differ):
        figure.add_vrect(
            x0=index + 0.5, x1=index + 1.5, fillcolor=_DIFFER, line_width=0, layer="below"
        )
    for name, p in probabilities.items():
        look = looks[name]
        figure.add_trace(
            go.Scatter(
                x=number,
                y=p[:, _MALIGNANT],
                name=name,
                mode="lines+markers",
                line={"color": look.colour, "width": 1.8, "dash": look.dash},
                marker={"size": 5, "color": look.colour, "symbol": look.symbol},
                customdata=positions_mm,
                hovertemplate="%{y:.2f}",
                # Streamlit dims what is not selected; a click here moves the images.
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
    figure.add_vline(x=current + 1, line={"color": INK, "width": 1})
    figure.update_layout(
        clickmode="event+select",
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    )
    figure.update_xaxes(
        range=[0, n_slices + 1],
        title_text=f"slice (1 is {SLICE_ONE_IS[plane]})",
        hoverformat="d",
        spikecolor=FAINT,
        spikethickness=1,
        unifiedhovertitle={"text": "slice %{x}"},
    )
    figure.update_yaxes(range=[-0.03, 1.05], title_text="p(malignant)")
    return figure
