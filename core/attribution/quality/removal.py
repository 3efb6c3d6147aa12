"""The curve of a score while pixels are taken away, or put back, hottest first."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from core.attribution.quality.case import Case

#: Points on a curve after its first one.
STEPS = 16
#: The shares of the slice at which the score is taken, (`STEPS` + 1,) from 0 to 1. Dense at the
#: start: a lesion is often less than 1 % of a slice, so even steps would leap over it.
SHARES = np.linspace(0.0, 1.0, STEPS + 1) ** 2
#: Standard deviation of a map by chance, as a share of the slice's side: blobs the size of lesions.
BLOB = 1 / 32


def removal_curve(case: Case, heat: np.ndarray, *, insert: bool = False) -> np.ndarray:
    """(`STEPS` + 1,) the target's probability at each of `SHARES`.

    Args:
        heat: (s, s); the hottest pixels go first. Of equal ones the order is by chance, in blobs:
            the many zeros of a rectified map must not go row by row.
        insert: begin with the empty canvas and put pixels of the slice in, instead of beginning
            with the slice and taking them away.
    """
    places = ranks(heat, chance_map(case))
    shares = torch.from_numpy(SHARES[1:-1]).float()
    moved = torch.from_numpy(places)[None] < shares[:, None, None] * places.size
    inside = case.probabilities(case.blend(moved if insert else ~moved)).numpy()
    ends = [case.canvas[2], case.whole_probability]
    first, last = ends if insert else reversed(ends)
    return np.concatenate([[first], inside, [last]])


def area_under(curve: np.ndarray) -> float:
    """The mean height of a curve over the share of pixels, by trapezoids: 0..1."""
    return float(np.trapezoid(curve, SHARES))


def chance_area(case: Case) -> float:
    """The mean area of two orders that know nothing of the network: a map by chance, hottest and
    coldest first.

    It serves deletion and insertion alike: putting pixels back in one order is taking them away
    in the opposite one, and of an order by chance the opposite is as likely.
    """
    if "chance_area" not in case.found:
        blobs = chance_map(case)
        areas = [area_under(removal_curve(case, sign * blobs)) for sign in (1, -1)]
        case.found["chance_area"] = float(np.mean(areas))
    return case.found["chance_area"]


def chance_map(case: Case) -> np.ndarray:
    """(s, s) float32: noise smoothed to blobs, of the case's seed."""
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
    """(s, s) int64: 0 for the hottest pixel, then upwards; `tie_break` decides among equals."""
    order = np.lexsort((-tie_break.ravel(), -heat.ravel().astype(np.float64)))
    places = np.empty(order.size, np.int64)
    places[order] = np.arange(order.size)
    return places.reshape(heat.shape)
