"""One slice cropped to its liver, with the measurements that all features share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.bounding_box import Box2D
from core.classical.settings import ClassicalSettings

#: Pixels kept around the liver, so that the rings around a candidate stay inside the array.
MARGIN = 4
#: From the median absolute deviation to the standard deviation of a normal distribution.
_MAD_TO_SD = 1.4826


@dataclass(frozen=True, eq=False)
class LiverView:
    """The liver of one slice, on the network's grid; all arrays have the box's shape (h, w)."""

    #: Where the view lies on the slice.
    box: Box2D
    #: Original HU, float32.
    hu: np.ndarray
    #: Denoised HU, float32; outside the liver its median.
    smooth: np.ndarray
    #: bool, lesions included.
    liver: np.ndarray
    #: Distance to the nearest pixel outside the liver, mm; 0 outside.
    depth_mm: np.ndarray
    #: Median of the liver's denoised HU: the reference for "dark".
    median_hu: float
    #: Standard deviation of the liver's denoised HU, from the median absolute deviation.
    spread_hu: float
    #: Side of a pixel, mm.
    pixel_mm: float


def view_liver(
    hu: np.ndarray, liver_probability: np.ndarray, settings: ClassicalSettings
) -> LiverView | None:
    """Crop a slice to its liver.

    The liver is where its probability is at least one half, with holes filled and small parts
    dropped. The denoised slice is a Gaussian mean over the liver's own pixels (normalised
    convolution, Knutsson and Westin, CVPR 1993), so that fat or lung beside the liver doesn't
    darken its edge.

    Args:
        hu: (s, s) float32.
        liver_probability: (s, s) in 0..1, lesions included.

    Returns:
        None if there is too little liver.
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
    median = float(np.median(inside))
    return LiverView(
        box=box,
        hu=hu,
        smooth=np.where(liver, mean, median).astype(np.float32),
        liver=liver,
        depth_mm=ndimage.distance_transform_edt(liver) * settings.pixel_mm,
        median_hu=median,
        spread_hu=float(np.median(np.abs(inside - median)) * _MAD_TO_SD),
        pixel_mm=settings.pixel_mm,
    )


def _outline(probability: np.ndarray, settings: ClassicalSettings) -> np.ndarray:
    liver = ndimage.binary_fill_holes(probability >= 0.5)
    # A liver cut off by the slice's border gets a background border too, so that the distance
    # transform has an edge there. Elsewhere the box's margin is that border.
    liver[[0, -1]] = liver[:, [0, -1]] = False
    parts, count = ndimage.label(liver)
    if count:
        areas = np.bincount(parts.ravel()) * settings.pixel_mm**2
        liver &= (areas >= settings.smallest_liver_mm2)[parts]
    return liver


def _box(liver: np.ndarray) -> Box2D | None:
    """The box around `liver` with a margin of `MARGIN`; None if there is no liver."""
    if not liver.any():
        return None
    rows, columns = (
        slice(max(0, int(hits[0]) - MARGIN), min(n, int(hits[-1]) + 1 + MARGIN))
        for n, hits in zip(
            liver.shape,
            (np.flatnonzero(liver.any(axis=1)), np.flatnonzero(liver.any(axis=0))),
            strict=True,
        )
    )
    return rows, columns
