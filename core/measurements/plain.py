"""A measurement as plain values, and back: what comes from a browser or a file is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.measurements import sentences
from core.measurements.limits import (
    FARTHEST_MM,
    HIGHEST_NUMBER,
    LONGEST_NAME,
    MOST,
    MOST_CORNERS,
    RANGES,
)
from core.measurements.measurement import COUNTED_FROM_PIXELS, FIGURES, KINDS, PLANES, Measurement
from core.typed_text import one_line

#: Kind -> how many points it has; a freehand outline has what it takes.
_POINTS = {"ruler": 2, "angle": 3, "diameters": 4, "ellipse": 2, "rectangle": 2, "probe": 1}
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_SLAB = re.compile(r"((MIP|MinIP|Mean) [0-9]{1,3} mm)?")
_PARTS = ("id", "number", "kind", "plane", "slice_index", "slab", "name", "points_lps_mm")


@dataclass(frozen=True)
class Change:
    """What one browser changed: measurements that are new or different, and ids of those gone."""

    put: tuple[Measurement, ...] = ()
    removed: tuple[str, ...] = ()


def plain_measurement(measurement: Measurement) -> dict[str, Any]:
    """JSON values, from which `measurement_of` makes the same again."""
    return {
        "id": measurement.id,
        "number": measurement.number,
        "kind": measurement.kind,
        "plane": measurement.plane,
        "slice_index": measurement.slice_index,
        "slab": measurement.slab,
        "name": measurement.given_name,
        "points_lps_mm": [list(point) for point in measurement.points_lps_mm],
        **measurement.figures,
    }


def measurement_of(value: object, n_slices: int | None = None) -> Measurement:
    """The measurement that JSON values describe.

    Args:
        n_slices: of the series; None where it is not known.

    Raises:
        InputError: a part is missing, of the wrong type, out of range or unknown.
    """
    if not isinstance(value, dict):
        raise _wrong("form")
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _wrong("kind")
    if not value.keys() <= {*_PARTS, *FIGURES[kind]}:
        raise _wrong("form")
    plane = value.get("plane")
    if not isinstance(plane, str) or plane not in PLANES:
        raise _wrong("plane")
    return Measurement(
        id=_text(value.get("id"), "id", _ID.fullmatch),
        number=_whole(value.get("number"), "number", 1, HIGHEST_NUMBER),
        kind=kind,
        plane=plane,
        points_lps_mm=_points(value.get("points_lps_mm"), kind),
        slice_index=_slice(value.get("slice_index"), plane, n_slices),
        slab=_text(value.get("slab"), "slab", _SLAB.fullmatch),
        given_name=_name(value.get("name")),
        **_figures(value, kind),
    )


def change_of(value: object, n_slices: int) -> Change:
    """The change that `{"put": [...], "remove": [id, ...]}` describes. Raises InputError."""
    match value:
        case {"put": list(put), "remove": list(removed), **rest} if not rest:
            pass
        case _:
            raise _wrong("form")
    if len(put) > MOST:
        raise InputError(sentences.too_many_measurements(MOST))
    # A browser that was away may have to remove more than there can be at once.
    if len(removed) > 10 * MOST:
        raise _wrong("form")
    return Change(
        tuple(measurement_of(one, n_slices) for one in put),
        tuple(_text(one, "id", _ID.fullmatch) for one in removed),
    )


def stored(values: Collection[object]) -> tuple[Measurement, ...]:
    """Those that a store holds; what another version wrote and this one can't read is left out."""
    found = []
    for value in values:
        try:
            found.append(measurement_of(value))
        except InputError:
            continue
    return tuple(found)


def _points(value: object, kind: str) -> tuple[tuple[float, float, float], ...]:
    if not isinstance(value, list):
        raise _wrong("place")
    if kind == "freehand":
        if len(value) > MOST_CORNERS:
            raise InputError(sentences.too_many_corners(MOST_CORNERS))
        fits = len(value) > 0
    else:
        fits = len(value) == _POINTS[kind]
    if not fits:
        raise _wrong("place")
    return tuple(_point(one) for one in value)


def _point(value: object) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise _wrong("place")
    x, y, z = (_number(one, "place", -FARTHEST_MM, FARTHEST_MM) for one in value)
    return x, y, z


def _slice(value: object, plane: str, n_slices: int | None) -> int | None:
    if plane != "axial":
        if value is not None:
            raise _wrong("slice")
        return None
    last = HIGHEST_NUMBER if n_slices is None else n_slices - 1
    return _whole(value, "slice", 0, last)


def _figures(value: dict, kind: str) -> dict[str, Any]:
    """All figures of the kind; for those that are counted from pixels also none of them."""
    keys = FIGURES[kind]
    if kind in COUNTED_FROM_PIXELS and not any(key in value for key in keys):
        return {}
    found: dict[str, Any] = {}
    for key in keys:
        low, high = RANGES[key]
        if key == "pixels":
            found[key] = _whole(value.get(key), key, int(low), int(high))
        else:
            found[key] = _number(value.get(key), key, low, high)
    return found


def _name(value: object) -> str:
    """On one line, without what shows nothing."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise _wrong("name")
    return one_line(value)


def _text(value: object, what: str, fits: Callable[[str], object]) -> str:
    if not isinstance(value, str) or not fits(value):
        raise _wrong(what)
    return value


def _whole(value: object, what: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _wrong(what)
    return value


def _number(value: object, what: str, low: float, high: float) -> float:
    # A whole number of thousands of digits is compared before it is made a float.
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _wrong(what)
    return float(value)


def _wrong(what: str) -> InputError:
    return InputError(sentences.not_a_measurement(what))
