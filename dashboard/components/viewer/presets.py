"""Window presets of the viewer, one per number key."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from core.mr_signal import body_levels
from core.series import Series


class WindowPreset(NamedTuple):
    """Grey levels from `level - width / 2` to `level + width / 2`, in the unit of the values."""

    name: str
    width: float
    level: float


PRESETS: tuple[WindowPreset, ...] = (
    WindowPreset("Liver", 160, 100),
    WindowPreset("Abdomen", 400, 40),
    WindowPreset("Bone", 1800, 400),
    WindowPreset("Lung", 1500, -600),
)
#: Instead of the first, where little is enhanced: there it would draw the liver nearly black.
UNENHANCED_LIVER = WindowPreset("Liver", 160, 60)
#: From here on a series counts as enhanced, by the 75th percentile of its soft tissue. That was 51
#: to 67 HU in 46 unenhanced subjects of our data (5th to 95th percentile), 82 to 130 HU in 95 of
#: the first file, most of them portal-venous, and 54 to 128 HU in 20 portal-venous ones of the
#: second: a few of those get the lower window, which shows their liver too.
_ENHANCED_HU = 75.0
#: HU of soft tissue, enhanced or not; fat and bone lie outside.
_SOFT_TISSUE_HU = (20.0, 200.0)
#: Means over so many pixels a side: less noise than a pixel has.
_BLOCK = 8
_SLICES = 9
#: Fewer say nothing.
_FEWEST_BLOCKS = 200

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
    CT, the level of the liver's window does.
    """
    if series not in _known:
        _known[series] = _of_hu(series) if series.is_ct else _of_signal(series)
    return _known[series]


#: Percentiles take a moment, and each run of a page asks.
_known: WeakKeyDictionary[Series, tuple[WindowPreset, ...]] = WeakKeyDictionary()


def _of_hu(series: Series) -> tuple[WindowPreset, ...]:
    found = window_presets(series.tags.window)
    return found if _is_enhanced(series.volume) else (UNENHANCED_LIVER, *found[1:])


def _is_enhanced(volume: np.ndarray) -> bool:
    """Whether the soft tissue in the middle of (z, y, x) HU took up contrast agent, as far as a
    window needs to know; True where there is too little of it."""
    n_slices, rows, columns = volume.shape
    rows, columns = rows // _BLOCK * _BLOCK, columns // _BLOCK * _BLOCK
    picks = np.unique((np.linspace(0.1, 0.9, _SLICES) * (n_slices - 1)).round().astype(int))
    blocks = volume[picks, :rows, :columns].reshape(
        len(picks), rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK
    )
    means = blocks.mean((2, 4), dtype=np.float32)
    low, high = _SOFT_TISSUE_HU
    soft = means[(means > low) & (means < high)]
    return soft.size < _FEWEST_BLOCKS or bool(np.percentile(soft, 75) >= _ENHANCED_HU)


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
