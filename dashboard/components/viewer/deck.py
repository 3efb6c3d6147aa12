"""Several small viewers of one series side by side, moving as one.

The person compares two or more answers on the same scan: all images show the same place, with the
same slice, window, zoom and pan, and a cross marks where the pointer is in another one. All of it
happens in the browser; the CT is fetched once for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from dashboard.components.viewer.facts import SeriesFacts
from dashboard.components.viewer.presets import WindowPreset, window_presets
from dashboard.components.viewer.reported import ViewerState, state_of
from dashboard.components.viewer.viewer import HeatScale, draw, series_data
from dashboard.state.slice_position import Jump


@dataclass(frozen=True)
class Pane:
    """One of the small viewers: whose answer it shows, and the volumes over the CT."""

    title: str
    #: CSS colour of the patch before the title, "" for none.
    colour: str = ""
    #: Beside the title while there are no findings.
    note: str = ""
    mask_url: str | None = None
    heatmap_url: str | None = None
    heatmap_label: str = ""
    #: What the heatmap's colours stand for; None for a share 0..1.
    heatmap_scale: HeatScale | None = None
    #: As `slice_viewer` takes them; None before the analysis.
    findings: Mapping[str, object] | None = None
    #: Whether it shows the reference, so that its whole strip has the reference's colours.
    is_reference: bool = False

    def data(self) -> dict[str, object]:
        return {
            "title": self.title,
            "colour": self.colour,
            "note": self.note,
            "mask": self.mask_url,
            "heatmap": self.heatmap_url,
            "heatmapLabel": self.heatmap_label,
            "heatScale": asdict(self.heatmap_scale) if self.heatmap_scale else None,
            "findings": self.findings,
            "isReference": self.is_reference,
        }


def linked_viewers(
    *,
    key: str,
    volume_url: str,
    n_slices: int,
    positions_mm: Sequence[float] | np.ndarray,
    panes: Sequence[Pane],
    window_presets: Sequence[WindowPreset] = window_presets(),
    jump: Jump | None = None,
    facts: SeriesFacts | None = None,
    reference: Sequence[int] | np.ndarray | None = None,
) -> ViewerState:
    """Draw the viewers under one toolbar. The arguments are those of `slice_viewer`.

    Args:
        reference: (n_slices,) codes of `core.labels`, the gravest that someone drew on each slice;
            a strip in the colours of the classes, above that of each viewer. None for none.

    Returns:
        The slice the reader last rested on, or the first one shown.

    Raises:
        ValueError: there is no pane.
    """
    if not panes:
        raise ValueError("linked viewers need at least one pane")
    data = {
        **series_data(key, volume_url, n_slices, positions_mm, window_presets, jump, facts),
        "reference": None if reference is None else [int(code) for code in reference],
        "panes": [pane.data() for pane in panes],
    }
    return state_of(draw(key, data), volume_url, n_slices, jump, window_presets)
