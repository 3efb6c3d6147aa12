"""Measurements of every kind, with figures that can be told by looking."""

from __future__ import annotations

from core.measurements import Measurement

RULER = {
    "id": "a1",
    "number": 1,
    "kind": "ruler",
    "plane": "axial",
    "slice_index": 2,
    "slab": "",
    "name": "",
    "points_lps_mm": [[0.0, 0.0, -15.0], [30.0, 40.0, -15.0]],
    "length_mm": 50.0,
}
REGION = {
    "mean_hu": 103.4,
    "sd_hu": 12.25,
    "min_hu": -60.0,
    "max_hu": 140.0,
    "area_mm2": 1234.5,
    "pixels": 549,
}
ELLIPSE = {
    **{name: value for name, value in RULER.items() if name != "length_mm"},
    "id": "a2",
    "number": 2,
    "kind": "ellipse",
    "plane": "coronal",
    "slice_index": None,
    "slab": "MIP 10 mm",
    "name": "Portal vein",
    "points_lps_mm": [[0.0, -12.0, 5.0], [30.0, -12.0, -20.0]],
    **REGION,
}


def ruler(**changes) -> Measurement:
    """50 mm on the third slice."""
    values = {
        "id": "a1",
        "number": 1,
        "kind": "ruler",
        "plane": "axial",
        "points_lps_mm": ((0.0, 0.0, -15.0), (30.0, 40.0, -15.0)),
        "slice_index": 2,
        "length_mm": 50.0,
    }
    return Measurement(**(values | changes))


def ellipse(**changes) -> Measurement:
    """In a coronal slab, with a name."""
    values = {
        "id": "a2",
        "number": 2,
        "kind": "ellipse",
        "plane": "coronal",
        "points_lps_mm": ((0.0, -12.0, 5.0), (30.0, -12.0, -20.0)),
        "slab": "MIP 10 mm",
        "given_name": "Portal vein",
        **REGION,
    }
    return Measurement(**(values | changes))
