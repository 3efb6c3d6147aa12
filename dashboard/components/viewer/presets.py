"""Window presets of the viewer, one per number key."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from core.liver_window import USUAL_LEVEL, WIDTH, opening_level
from core.mr_signal import body_levels
from core.series import Series


class WindowPreset(NamedTuple):
    """Grey levels from `level - width / 2` to `level + width / 2`, in the unit of the values."""

    name: str
    width: float
    level: float


PRESETS: tuple[WindowPreset, ...] = (
    WindowPreset("Liver", WIDTH, USUAL_LEVEL),
    WindowPreset("Abdomen", 400, 40),
    WindowPreset("Bone", 1800, 400),
    WindowPreset("Lung", 1500, -600),
)

#: Name -> percentiles of the signal in the body that are black and white. The body's middle shows
#: the liver; all shows bright fluid as well; bright and dark are its upper and its lower half.
_MR_PRESETS = {
    "Body": (1.0, 99.0),
    "Middle": (10.0, 90.0),
    "Bright": (50.0, 99.9),
    "Dark": (0.0, 50.0),
}


def presets_of(series: Series) -> tuple[WindowPreset, ...]:
    """The presets of an open series, in the order of their keys; the file's own comes last.

    Those of MR, whose values have a scale of their own in every series, come from the series; of
    CT, the level of the liver's window does (`core.liver_window`).
    """
    if series not in _known:
        _known[series] = _of_hu(series) if series.is_ct else _of_signal(series)
    return _known[series]


#: Percentiles take a moment, and each run of a page asks.
_known: WeakKeyDictionary[Series, tuple[WindowPreset, ...]] = WeakKeyDictionary()


def _of_hu(series: Series) -> tuple[WindowPreset, ...]:
    liver, *others = window_presets(series.tags.window)
    return (liver._replace(level=opening_level(series)), *others)


def _of_signal(series: Series) -> tuple[WindowPreset, ...]:
    percentiles = sorted({one for pair in _MR_PRESETS.values() for one in pair})
    levels = dict(zip(percentiles, body_levels(series.volume, percentiles), strict=True))
    found = [_between(name, levels[low], levels[high]) for name, (low, high) in _MR_PRESETS.items()]
    file_window = series.tags.window
    if file_window is not None and file_window[0] > 0:
        found.append(WindowPreset("File", round(file_window[0]), round(file_window[1])))
    return tuple(found)


def _between(name: str, low: float, high: float) -> WindowPreset:
    # Whole numbers, as the viewer has them.
    return WindowPreset(name, max(1, round(high - low)), round((low + high) / 2))


def window_presets(file_window: tuple[float, float] | None = None) -> tuple[WindowPreset, ...]:
    """The presets in the order of their keys 1, 2, ...; the file's own window comes last.

    Args:
        file_window: (width, level) in HU, as `SeriesTags.window` of a CT; None where the file does
            not say.
    """
    if file_window is None or file_window[0] <= 0:
        return PRESETS
    return (*PRESETS, WindowPreset("File", *file_window))
