"""The slice viewer: image, strip and findings as one Streamlit component."""

from dashboard.components.viewer.deck import Pane, linked_viewers
from dashboard.components.viewer.mask import numbered_mask
from dashboard.components.viewer.pair import SeriesPane, Spot, paired_viewers
from dashboard.components.viewer.presets import WindowPreset, presets_of, window_presets
from dashboard.components.viewer.reported import ViewerState
from dashboard.components.viewer.viewer import (
    HeatScale,
    SmallView,
    fetch_ahead,
    slice_viewer,
)

__all__ = [
    "HeatScale",
    "Pane",
    "SeriesPane",
    "SmallView",
    "Spot",
    "ViewerState",
    "WindowPreset",
    "fetch_ahead",
    "linked_viewers",
    "numbered_mask",
    "paired_viewers",
    "presets_of",
    "slice_viewer",
    "window_presets",
]
