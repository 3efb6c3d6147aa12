"""The diffusion weighting of an MR image: the standard's element, or the maker's own before it."""

from __future__ import annotations

import math
import struct

from core.dicom.headers import TAGS, Header
from core.dicom.marks import B_VALUE_KEYWORD, PRIVATE_B_VALUES

#: What GE adds to a b value, to mark what its newer versions write, is a multiple of this.
GE_MARK = 100_000.0


def b_value(header: Header) -> float | None:
    """Diffusion weighting, s/mm²; None where the header states none."""
    order = "<" if header.raw.little_endian else ">"
    found = header.raw.values.get(TAGS[B_VALUE_KEYWORD], b"")
    if len(found) == 8:
        return _finite(struct.unpack(order + "d", found)[0])
    named = header.text("Manufacturer").upper()
    maker = next((maker for maker in PRIVATE_B_VALUES if named.startswith(maker)), "")
    found = header.raw.values.get(PRIVATE_B_VALUES.get(maker, 0), b"")
    if maker == "PHILIPS":
        return _finite(struct.unpack(order + "f", found)[0]) if len(found) == 4 else None
    try:
        number = float(found.decode("latin-1").split("\\")[0])
    except ValueError:
        return None
    return _finite(number % GE_MARK if maker == "GE" else number)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
