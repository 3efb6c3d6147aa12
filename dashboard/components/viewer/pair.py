"""Viewers of several examinations of one patient side by side, moving as one.

The person compares last year's scan with this one: scrolling one brings the other to the same place
in the patient, wherever they lay on the table and however thick the slices are. Zoom, pan, window
and cross-hair go along; a switch lets each move by itself. All of it happens in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.components.viewer.deck import Pane
from dashboard.components.viewer.facts import SeriesFacts
from dashboard.components.viewer.presets import WindowPreset, window_presets
from dashboard.components.viewer.reported import slice_of
from dashboard.components.viewer.viewer import draw, series_data
from dashboard.state.slice_position import Jump


@dataclass(frozen=True)
class Spot:
    """A place that is named on the images, outlined or not."""

    #: LPS mm of its series.
    place_mm: Sequence[float]
    radius_mm: float
    text: str
    #: Whether a lesion was found there; a broken circle is drawn where none was.
    found: bool

    def data(self) -> dict[str, object]:
        return {
            "place_mm": [round(float(value), 2) for value in self.place_mm],
            "radius_mm": round(self.radius_mm, 2),
            "text": self.text,
            "found": self.found,
        }


@dataclass(frozen=True)
class SeriesPane:
    """One of the viewers, with a series of its own."""

    pane: Pane
    volume_url: str
    n_slices: int
    #: (n_slices,) as `Series.positions_mm`.
    positions_mm: Sequence[float] | np.ndarray
    jump: Jump
    facts: SeriesFacts
    #: (4, 4): LPS mm of the series -> LPS mm of the frame that the viewers share. None where the
    #: series could not be aligned: then its viewer moves by itself, or, where none is aligned, by
    #: as many mm as the other from where the two stand.
    to_shared: np.ndarray | None
    #: `Lesion.id` -> what stands beside the lesion in place of that number.
    lesion_names: Mapping[int, str] = field(default_factory=dict)
    #: `Lesion.id` -> id of the same lesion in the other series.
    partners: Mapping[int, int] = field(default_factory=dict)
    spots: Sequence[Spot] = ()

    def data(self, key: str, presets: Sequence[WindowPreset]) -> dict[str, object]:
        series = (self.volume_url, self.n_slices, self.positions_mm)
        return {
            **series_data(key, *series, presets, self.jump, self.facts),
            **self.pane.data(),
            "frame": None if self.to_shared is None else _frame(self.to_shared),
            # JSON's keys are texts.
            "lesionNames": {str(number): name for number, name in self.lesion_names.items()},
            "partners": {str(number): other for number, other in self.partners.items()},
            "spots": [spot.data() for spot in self.spots],
        }


def paired_viewers(
    *,
    key: str,
    panes: Sequence[SeriesPane],
    window_presets: Sequence[WindowPreset] = window_presets(),
) -> list[int | None]:
    """Draw the viewers under one toolbar.

    Args:
        key: identity of these viewers, another one for other series.
        panes: the earlier one first. One alone is drawn too.

    Returns:
        Of each, the slice the reader last rested on; None before the browser has said.

    Raises:
        ValueError: there is no pane.
    """
    if not panes:
        raise ValueError("paired viewers need at least one pane")
    is_beside = len(panes) > 1 and all(pane.to_shared is None for pane in panes)
    drawn = [
        {**pane.data(f"{key}-{i}", window_presets), "beside": is_beside}
        for i, pane in enumerate(panes)
    ]
    view = draw(key, {**drawn[0], "viewer": key, "paired": True, "panes": drawn})
    views = view.get("views") if isinstance(view, Mapping) else None
    told = views if isinstance(views, list) and len(views) == len(panes) else [None] * len(panes)
    return [
        slice_of(one, pane.volume_url, pane.n_slices, pane.jump)
        if isinstance(one, Mapping)
        else None
        for one, pane in zip(told, panes, strict=True)
    ]


def _frame(to_shared: np.ndarray) -> dict[str, list[list[float]]]:
    """As the browser takes it: the first three rows, there and back."""
    back = np.linalg.inv(to_shared)
    return {"to_shared": to_shared[:3].tolist(), "from_shared": back[:3].tolist()}
