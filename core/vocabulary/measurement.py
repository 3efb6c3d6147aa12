"""What is known of a measurement that a reader made, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping

from core.vocabulary import forms
from core.vocabulary.lesion import DIAMETER, SHORT_AXIS
from core.vocabulary.quantity import Column, Quantity, column_of

#: The viewer calls them the same (`measure_kinds.js`).
KIND_TITLES: Mapping[str, str] = {
    "ruler": "Ruler",
    "angle": "Angle",
    "ellipse": "Ellipse",
    "rectangle": "Rectangle",
    "freehand": "Freehand",
    "probe": "Point",
    "diameters": "Diameters",
}

NAME = Quantity(
    "name",
    title="Name",
    meaning="As the reader called it; by default its kind and a number.",
    form=forms.WORD,
)
KIND = Quantity(
    "kind",
    title="Kind",
    meaning="What was drawn: ruler, angle, diameters, ellipse, rectangle, freehand or probe (a "
    "single pixel).",
    form=forms.Form(lambda kind: KIND_TITLES[kind]),
)
PLANE = Quantity(
    "plane",
    title="Plane",
    meaning="The image it was drawn in: axial, coronal or sagittal.",
    form=forms.WORD,
)
SLICE_INDEX = Quantity(
    "slice_index",
    title="Slice",
    meaning="The axial slice; pages count from 1, files from 0, the most inferior. Empty in the "
    "other planes.",
    form=forms.SLICE,
)
SLAB = Quantity(
    "slab",
    title="Slab",
    meaning="The projection whose pixels were measured, such as MIP 10 mm; empty for none.",
    form=forms.WORD,
)
LENGTH = Quantity(
    "length_mm",
    title="Length",
    unit="mm",
    meaning="Distance of the two ends of a ruler.",
    form=forms.LENGTH,
)
ANGLE = Quantity(
    "angle_degrees",
    title="Angle",
    unit="°",
    meaning="The angle at the middle one of three points.",
    form=forms.ANGLE,
)
LONG_DIAMETER = Quantity(
    DIAMETER.key,
    title=DIAMETER.title,
    unit=DIAMETER.unit,
    meaning="The longer of the two diameters that the reader drew.",
    form=DIAMETER.form,
)
SHORT_DIAMETER = Quantity(
    SHORT_AXIS.key,
    title=SHORT_AXIS.title,
    unit=SHORT_AXIS.unit,
    meaning="The diameter at a right angle to it.",
    form=SHORT_AXIS.form,
)
HU = Quantity("hu", title="Attenuation", unit="HU", meaning="HU of a single pixel.", form=forms.HU)
MEAN_HU = Quantity(
    "mean_hu",
    title="Mean attenuation",
    unit="HU",
    meaning="Mean HU of the pixels whose centres lie in the region.",
    form=forms.HU,
)
SD_HU = Quantity(
    "sd_hu",
    title="Standard deviation of attenuation",
    short="SD",
    unit="HU",
    meaning="Standard deviation of the HU of those pixels.",
    form=forms.HU,
)
MIN_HU = Quantity(
    "min_hu", title="Lowest", unit="HU", meaning="Lowest HU of those pixels.", form=forms.HU
)
MAX_HU = Quantity(
    "max_hu", title="Highest", unit="HU", meaning="Highest HU of those pixels.", form=forms.HU
)
AREA = Quantity(
    "area_mm2",
    title="Area",
    unit="mm²",
    meaning="Area of the shape that was drawn.",
    form=forms.AREA,
)
PIXELS = Quantity(
    "pixels", title="Pixels", meaning="How many pixels were counted.", form=forms.COUNT
)
POINTS = Quantity(
    "points_lps_mm",
    title="Points (LPS)",
    unit="mm",
    meaning="The points in the patient's frame: millimetres to the left, back and up.",
    form=forms.POINT,
)

#: In the order of the files.
MEASUREMENT: tuple[Quantity, ...] = (
    NAME,
    KIND,
    PLANE,
    SLICE_INDEX,
    SLAB,
    LENGTH,
    ANGLE,
    LONG_DIAMETER,
    SHORT_DIAMETER,
    HU,
    MEAN_HU,
    SD_HU,
    MIN_HU,
    MAX_HU,
    AREA,
    PIXELS,
    POINTS,
)


def where_text(measurement: object) -> str:
    """`"slice 26"` of acquired slices, else `"coronal, y −12.0 mm"`; with the slab where there is
    one."""
    plane = PLANE.value(measurement)
    if SLICE_INDEX.value(measurement) is not None:
        where = f"slice {SLICE_INDEX.text(measurement)}"
    else:
        axis = "y" if plane == "coronal" else "x"
        x, y, _ = POINTS.value(measurement)[0]
        where = f"{plane}, {axis} {forms.decimals(y if axis == 'y' else x, 1)} mm"
    slab = SLAB.value(measurement)
    return f"{where}, {slab}" if slab else where


def values_text(measurement: object, unit: str = "HU") -> str:
    """`"46.2 mm"`, `"45.0°"`, `"46.2 × 30.1 mm"`, `"62 HU"`, and of a region its HU and area."""
    if LENGTH.value(measurement) is not None:
        return LENGTH.with_unit(measurement)
    if ANGLE.value(measurement) is not None:
        return f"{ANGLE.text(measurement)}{ANGLE.unit}"
    if LONG_DIAMETER.value(measurement) is not None:
        return f"{LONG_DIAMETER.text(measurement)} × {SHORT_DIAMETER.with_unit(measurement)}"
    after = f" {unit}" if unit else ""
    if HU.value(measurement) is not None:
        return f"{HU.text(measurement)}{after}"
    if MEAN_HU.value(measurement) is None:
        return "no pixels inside"
    spread = f"{MEAN_HU.text(measurement)} ± {SD_HU.text(measurement)}{after}"
    reach = f"{MIN_HU.text(measurement)} to {MAX_HU.text(measurement)}{after}"
    return f"{spread} · {reach} · {AREA.with_unit(measurement)}"


#: One row per measurement.
MEASUREMENT_COLUMNS: tuple[Column, ...] = (
    column_of(NAME),
    column_of(KIND),
    Column(
        (PLANE, SLICE_INDEX, SLAB),
        "Where",
        "The slice, counted from 1, the most inferior; in the other planes where they pass "
        "through the patient.",
        where_text,
        is_one=True,
    ),
    Column(
        (
            *(LENGTH, ANGLE, LONG_DIAMETER, SHORT_DIAMETER),
            *(HU, MEAN_HU, SD_HU, MIN_HU, MAX_HU, AREA),
        ),
        "Value",
        "Of a region: mean ± standard deviation, lowest to highest, and area.",
        values_text,
        is_one=True,
    ),
)
