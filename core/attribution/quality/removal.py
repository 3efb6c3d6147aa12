"""The curve of a probability while pixels are removed, or put back, hottest first."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from core.attribution.quality.case import Case

#: Number of points on a curve after the first one.
STEPS = 16
#: The shares of the slice at which the probability is taken, (`STEPS` + 1,) from 0 to 1. Dense at
#: the start: a lesion is often less than 1 % of a slice, so even steps would skip it.
SHARES = np.linspace(0.0, 1.0, STEPS + 1) ** 2
#: Standard deviation of a random map's blur, as a share of the slice's side: blobs of lesion size.
BLOB = 1 / 32


def removal_curve(case: Case, heat: np.ndarray, *, insert: bool = False) -> np.ndarray:
    """(`STEPS` + 1,) the target's probability at each of `SHARES`.

    Args:
        heat: (s, s); the hottest pixels go first. Ties are broken at random, in blobs: the many
            zeros of a rectified map must not go row by row.
        insert: start with the empty canvas and put the slice's pixels in, instead of starting with
            the slice and removing them.
    """
    places = ranks(heat, random_map(case))
    shares = torch.from_numpy(SHARES[1:-1]).float()
    moved = torch.from_numpy(places)[None] < shares[:, None, None] * places.size
    inside = case.probabilities(case.blend(moved if insert else ~moved)).numpy()
    ends = [case.canvas[2], case.whole_probability]
    first, last = ends if insert else reversed(ends)
    return np.concatenate([[first], inside, [last]])


def area_under(curve: np.ndarray) -> float:
    """The area under a curve over the share of pixels, by trapezoids: 0..1."""
    return float(np.trapezoid(curve, SHARES))


def chance_area(case: Case) -> float:
    """The mean area of two random orders: a random map, hottest first and coldest first.

    It serves both deletion and insertion: putting pixels back in one order is removing them in the
    opposite order, and in a random order both are equally likely.
    """
    if "chance_area" not in case.shared_results:
        blobs = random_map(case)
        areas = [area_under(removal_curve(case, sign * blobs)) for sign in (1, -1)]
        case.shared_results["chance_area"] = float(np.mean(areas))
    return case.shared_results["chance_area"]


def random_map(case: Case) -> np.ndarray:
    """(s, s) float32: noise smoothed to blobs, drawn with the case's seed."""
    size = case.field.shape[0]
    sigma = max(1.0, size * BLOB)
    noise = torch.randn(1, 1, size, size, generator=case.generator())
    reach = int(np.ceil(3 * sigma))
    bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sigma) ** 2)
    for shape in ((1, 1, -1, 1), (1, 1, 1, -1)):
        kernel = bell.view(shape)
        noise = functional.conv2d(noise, kernel, padding="same")
    return noise[0, 0].numpy()


def ranks(heat: np.ndarray, tie_break: np.ndarray) -> np.ndarray:
    """(s, s) int64: 0 for the hottest pixel, then upwards; `tie_break` orders equal pixels."""
    order = np.lexsort((-tie_break.ravel(), -heat.ravel().astype(np.float64)))
    places = np.empty(order.size, np.int64)
    places[order] = np.arange(order.size)
    return places.reshape(heat.shape)
