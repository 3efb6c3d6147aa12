"""The liver's surface, how far a lesion is from it, and whether the image cuts the lesion."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from core.bounding_box import Box, bounding_box
from core.labels import BACKGROUND_CODE
from core.series import Series

#: What scanners write outside the reconstructed circle lies below air, HU.
PADDING_HU = -1500


class LiverSurface:
    """The liver voxels (lesions included) that border on what is not liver.

    Background that liver encloses on a slice, such as a vessel, is no surface; nor are the ends
    of the series, beyond which the liver may go on.
    """

    def __init__(self, mask: np.ndarray, series: Series) -> None:
        self._series = series
        # In the plane the field's edge cuts, too: only true neighbours count, so no padding there.
        box = bounding_box(mask, margin=1)
        at = np.empty((0, 3), int) if box is None else _surface(mask[box] != BACKGROUND_CODE, box)
        self._tree = cKDTree(self._points(at)) if len(at) else None

    def distance_mm(self, voxels: np.ndarray, corner: tuple[int, int, int]) -> float | None:
        """Shortest distance between a lesion's voxel centres and those of the surface, mm.

        None where liver fills the image, so that no surface is seen.

        Args:
            voxels: (z, y, x) bool with its first voxel at `corner` of the series.
        """
        if self._tree is None:
            return None
        at = np.argwhere(voxels & ~ndimage.binary_erosion(voxels)) + np.asarray(corner)
        nearest, _ = self._tree.query(self._points(at))
        return float(nearest.min())

    def _points(self, at: np.ndarray) -> np.ndarray:
        """(n, 3) voxel indices (z, y, x) -> mm along the slice normal, rows and columns."""
        row, column = self._series.spacing_mm[1:]
        return np.column_stack(
            [self._series.positions_mm[at[:, 0]], at[:, 1] * row, at[:, 2] * column]
        )


def _surface(organ: np.ndarray, box: Box) -> np.ndarray:
    """(n, 3) indices (z, y, x) of the surface voxels of `organ` (bool), which fills `box`."""
    outside = np.stack([_open_background(plane) for plane in organ])
    beside = np.zeros_like(organ)
    for axis in range(3):
        low, high = [slice(None)] * 3, [slice(None)] * 3
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        beside[tuple(low)] |= outside[tuple(high)]
        beside[tuple(high)] |= outside[tuple(low)]
    return np.argwhere(organ & beside) + [part.start for part in box]


def _open_background(plane: np.ndarray) -> np.ndarray:
    """Background of a slice that the liver does not enclose: that which reaches the border."""
    parts, _ = ndimage.label(~np.pad(plane, 1))
    return parts[1:-1, 1:-1] == parts[0, 0]


def is_cut(voxels: np.ndarray, corner: tuple[int, int, int], series: Series) -> bool:
    """Whether a lesion reaches the first or last slice, or the edge of the image or of its field.

    The field is the circle that was reconstructed: outside it stands `PADDING_HU` or less.

    Args:
        voxels: (z, y, x) bool with its first voxel at `corner` of the series.
    """
    at = np.argwhere(voxels) + np.asarray(corner)
    if (at == 0).any() or (at == np.array(series.volume.shape) - 1).any():
        return True
    first, last = at.min(axis=0) - 1, at.max(axis=0) + 2
    beside = ndimage.binary_dilation(
        np.pad(voxels, ((0, 0), (1, 1), (1, 1))), ndimage.generate_binary_structure(3, 1)
    )
    window = series.volume[first[0] + 1 : last[0] - 1, first[1] : last[1], first[2] : last[2]]
    return bool((window[beside] <= PADDING_HU).any())
