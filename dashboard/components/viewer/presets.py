"""Window presets of the viewer, one per number key."""

from __future__ import annotations

from typing import NamedTuple


class WindowPreset(NamedTuple):
    """Grey levels from `level - width / 2` to `level + width / 2` HU."""

    name: str
    width: float
    level: float


PRESETS: tuple[WindowPreset, ...] = (
    WindowPreset("Liver", 160, 100),
    WindowPreset("Abdomen", 400, 40),
    WindowPreset("Bone", 1800, 400),
    WindowPreset("Lung", 1500, -600),
)


def window_presets(file_window: tuple[float, float] | None = None) -> tuple[WindowPreset, ...]:
    """The presets in the order of their keys 1, 2, ...; the file's own window comes last.

    Args:
        file_window: (width, level) in HU, as `SeriesTags.window`; None where the file does not say.
    """
    if file_window is None or file_window[0] <= 0:
        return PRESETS
    return (*PRESETS, WindowPreset("File", *file_window))
