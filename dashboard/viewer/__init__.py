"""The slice viewer: image, strip and findings as one Streamlit component."""

from dashboard.viewer.deck import Pane, linked_viewers
from dashboard.viewer.mask import numbered_mask
from dashboard.viewer.presets import WindowPreset, window_presets
from dashboard.viewer.viewer import (
    HeatScale,
    Jump,
    SmallView,
    ViewerState,
    fetch_ahead,
    slice_viewer,
)

__all__ = [
    "HeatScale",
    "Jump",
    "Pane",
    "SmallView",
    "ViewerState",
    "WindowPreset",
    "fetch_ahead",
    "linked_viewers",
    "numbered_mask",
    "slice_viewer",
    "window_presets",
]
