"""From stored values to Hounsfield units or MR signal (PS3.3 C.7.6.3, C.11.1), in place where that
is exact.

MONOCHROME1 changes only how a slice is displayed, not its HU. Padding darker than air (GE: -2000
stored, -3024 HU) stays as it is, as in SimpleITK: no tissue looks like it. Padding that would be
brighter than air becomes air, so that it doesn't look like contrast agent or bone. In MR images,
padding that would be brighter than 0 becomes 0: no signal.
"""

from __future__ import annotations

import numpy as np

from core.dicom.frames import Frame
from core.dicom.stored import is_plain

AIR_HU = -1024
NO_SIGNAL = 0
INT16 = np.iinfo(np.int16)


class NotInt16(Exception):
    """The HU of a slice don't fit int16, so the volume has to be float32."""


def is_integral(frame: Frame) -> bool:
    """Whether slope and intercept are whole numbers, and so the HU."""
    return float(frame.rescale.slope).is_integer() and float(frame.rescale.intercept).is_integer()


def to_int16(stored: np.ndarray, frame: Frame, out: np.ndarray) -> None:
    """HU into `out` (rows, columns), int16; `stored` may be a view of `out`.

    Works modulo 2^16, which is exact whenever the result fits. Raises NotInt16 if it doesn't.
    """
    slope, intercept = int(frame.rescale.slope), int(frame.rescale.intercept)
    padded = _clean(stored, frame)
    ends = (slope * int(stored.min()) + intercept, slope * int(stored.max()) + intercept)
    if min(ends) < INT16.min or max(ends) > INT16.max:
        raise NotInt16
    if not np.shares_memory(stored, out):
        out[...] = stored
    if slope != 1:
        np.multiply(out, _wrapped(slope), out=out)
    if intercept:
        np.add(out, _wrapped(intercept), out=out)
    if padded is not None:
        out[padded] = _nothing(frame)


def to_float32(stored: np.ndarray, frame: Frame, out: np.ndarray) -> None:
    """HU into `out` (rows, columns), float32; computed in float64."""
    padded = _clean(stored, frame)
    out[...] = stored * frame.rescale.slope + frame.rescale.intercept
    if padded is not None:
        out[padded] = _nothing(frame)


def _nothing(frame: Frame) -> int:
    """The value where there is no image."""
    return NO_SIGNAL if frame.is_mr else AIR_HU


def _clean(stored: np.ndarray, frame: Frame) -> np.ndarray | None:
    """Clear unused bits of `stored`, in place. Returns where padding must become air, or None."""
    layout = frame.layout
    padded = _padded(stored, frame)
    if layout.bits_stored < layout.bits_allocated and is_plain(frame):
        # Bits above the high bit may hold anything; shifting the sign bit to the top and back
        # also extends it (PS3.5 8.1.1). pydicom has done so for what it decoded.
        np.left_shift(stored, 15 - layout.high_bit, out=stored)
        np.right_shift(stored, 16 - layout.bits_stored, out=stored)
        if padded is not None:
            padded |= _padded(stored, frame)
    if padded is not None:
        stored[padded] = 0  # so that its value doesn't decide whether the slice fits int16
    return padded


def _padded(stored: np.ndarray, frame: Frame) -> np.ndarray | None:
    """(rows, columns) bool: padding brighter than air, or no signal; None if there is none."""
    if frame.layout.padding is None:
        return None
    low, high = frame.layout.padding
    slope, intercept = frame.rescale.slope, frame.rescale.intercept
    nothing = _nothing(frame)
    if max(slope * low + intercept, slope * high + intercept) <= nothing:
        return None
    return (stored >= low) & (stored <= high) & (stored * slope + intercept > nothing)


def _wrapped(value: int) -> np.int16:
    return np.int16((value - INT16.min) % 2**16 + INT16.min)
