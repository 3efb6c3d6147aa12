"""One slice cut down to its liver, with what every feature needs measured once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.classical.settings import ClassicalSettings

#: Pixels left around the liver: the rings around a candidate stay inside the array.
MARGIN = 4
#: Median absolute deviation -> standard deviation of a normal distribution.
_MAD_TO_SD = 1.4826


@dataclass(frozen=True, eq=False)
class LiverView:
    """The liver of one slice, on the network's grid; all arrays are (h, w), the box's shape."""

    #: Where the view lies on the slice.
    box: tuple[slice, slice]
    #: HU as they are, float32.
    hu: np.ndarray
    #: HU without noise, float32; outside the liver its median.
    smooth: np.ndarray
    #: bool, lesions included.
    liver: np.ndarray
    #: Distance to the nearest pixel outside the liver, mm; 0 outside.
    depth_mm: np.ndarray
    #: Median HU of the liver: what "dark" is measured against.
    usual_hu: float
    #: Standard deviation of the liver's denoised HU, by the median absolute deviation.
    spread_hu: float
    #: Side of a pixel, mm.
    pixel_mm: float


def view_liver(
    hu: np.ndarray, liver_probability: np.ndarray, settings: ClassicalSettings
) -> LiverView | None:
    """Cut a slice down to its liver.

    The outline is where the probability reaches one half, with its holes filled and small parts
    left out. The denoised slice is the Gaussian mean of the liver's own pixels (normalised
    convolution, Knutsson and Westin, CVPR 1993), so that neither fat nor lung beside the liver
    darkens its edge.

    Args:
        hu: (s, s) float32. liver_probability: (s, s) in 0..1, lesions included.

    Returns:
        None where there is too little liver.
    """
    box = _box(liver_probability >= 0.5)
    if box is None:
        return None
    liver, hu = _outline(liver_probability[box], settings), np.asarray(hu[box], np.float32)
    if not liver.any():
        return None
    weight = ndimage.gaussian_filter(liver.astype(np.float32), settings.denoise_sigma)
    total = ndimage.gaussian_filter(np.where(liver, hu, 0), settings.denoise_sigma)
    mean = total / np.maximum(weight, 1e-6)
    inside = mean[liver]
    usual = float(np.median(inside))
    return LiverView(
        box=box,
        hu=hu,
        smooth=np.where(liver, mean, usual).astype(np.float32),
        liver=liver,
        depth_mm=ndimage.distance_transform_edt(liver) * settings.pixel_mm,
        usual_hu=usual,
        spread_hu=float(np.median(np.abs(inside - usual)) * _MAD_TO_SD),
        pixel_mm=settings.pixel_mm,
    )


def _outline(probability: np.ndarray, settings: ClassicalSettings) -> np.ndarray:
    liver = ndimage.binary_fill_holes(probability >= 0.5)
    # A border of background, so that the distance to the edge is known at the slice's edge too:
    # everywhere else the box has one.
    liver[[0, -1]] = liver[:, [0, -1]] = False
    parts, count = ndimage.label(liver)
    if count:
        areas = np.bincount(parts.ravel()) * settings.pixel_mm**2
        liver &= (areas >= settings.smallest_liver_mm2)[parts]
    return liver


def _box(liver: np.ndarray) -> tuple[slice, slice] | None:
    """Around all of `liver`, with `MARGIN` to spare; None where there is none."""
    if not liver.any():
        return None
    spans = []
    for axis, n in enumerate(liver.shape):
        hits = np.flatnonzero(liver.any(axis=1 - axis))
        spans.append(slice(max(0, int(hits[0]) - MARGIN), min(n, int(hits[-1]) + 1 + MARGIN)))
    return tuple(spans)
