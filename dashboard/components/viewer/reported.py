"""What the viewer's browser reports, as far as it counts: it is JSON that anybody may send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.components import clicks
from dashboard.components.viewer.presets import WindowPreset
from dashboard.state.slice_position import Jump

#: No image has values beyond, in HU or of MR signal.
MOST_VALUE = 1e9


@dataclass(frozen=True)
class ViewerState:
    """What the viewer last reported, or would show first."""

    #: Index of the slice in view, 0 the most inferior.
    slice: int
    #: (width, level) in HU of the grey levels on the screen.
    window: tuple[float, float]
    #: The small view that was clicked last, and when (ms; each click has its own); None before any.
    chosen: tuple[str, float] | None = None


def state_of(
    view: object,
    volume_url: str,
    n_slices: int,
    jump: Jump | None,
    window_presets: Sequence[WindowPreset],
    offered: Sequence[str] = (),
) -> ViewerState:
    """The view that the browser reported, as far as it counts (see `slice_of`, `_window_of`).

    Args:
        offered: keys of the small views.
    """
    return ViewerState(
        slice=slice_of(view, volume_url, n_slices, jump),
        window=_window_of(view, volume_url, window_presets[0]),
        chosen=_chosen_of(view, offered),
    )


def slice_of(view: object, volume_url: str, n_slices: int, jump: Jump | None) -> int:
    """The slice that the browser reported, or where it is about to go.

    A report counts if it is about this volume and came after the latest jump.
    """
    if (
        isinstance(view, Mapping)
        and view.get("volume") == volume_url
        and view.get("nonce") == (jump["nonce"] if jump else None)
        and (index := clicks.whole(view.get("slice"), 0, n_slices - 1)) is not None
    ):
        return index
    return jump["slice"] if jump else n_slices // 2


def _window_of(view: object, volume_url: str, first: WindowPreset) -> tuple[float, float]:
    """(width, level) that the browser reported for this volume, or the first preset's."""
    if isinstance(view, Mapping) and view.get("volume") == volume_url:
        match view.get("window"):
            case {"width": told, "level": middle}:
                width = clicks.number(told, -MOST_VALUE, MOST_VALUE)
                level = clicks.number(middle, -MOST_VALUE, MOST_VALUE)
                if width is not None and level is not None:
                    return (max(width, 1.0), level)
    return (float(first.width), float(first.level))


def _chosen_of(view: object, offered: Sequence[str]) -> tuple[str, float] | None:
    chosen = view.get("chosen") if isinstance(view, Mapping) else None
    if not isinstance(chosen, Mapping):
        return None
    key, at = chosen.get("key"), clicks.number(chosen.get("at"), 0, clicks.MOST)
    return None if at is None or key not in offered else (str(key), at)
