"""One measurement that a reader made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.vocabulary.measurement import KIND_TITLES

PLANES = ("axial", "coronal", "sagittal")
KINDS = tuple(KIND_TITLES)

_REGION = ("mean_hu", "sd_hu", "min_hu", "max_hu", "area_mm2", "pixels")
#: Kind -> the figures that it has.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "ruler": ("length_mm",),
    "angle": ("angle_degrees",),
    "diameters": ("diameter_mm", "short_axis_mm"),
    "ellipse": _REGION,
    "rectangle": _REGION,
    "freehand": _REGION,
    "probe": ("hu",),
}
#: Those that have no figures where no pixel's centre lies inside.
COUNTED_FROM_PIXELS = frozenset({"ellipse", "rectangle", "freehand", "probe"})


@dataclass(frozen=True)
class Measurement:
    """What was drawn, where it lies in the patient, and its figures.

    The figures are computed once, where the reader saw them: in the browser, from the pixels of
    the image (`dashboard/components/viewer/js/roi.js`, `measure_kinds.js`).
    """

    #: Made up by the browser; the same wherever the measurement is kept.
    id: str
    #: Counts the measurements of a series from 1; the 2 of "Ruler 2".
    number: int
    #: One of `KINDS`.
    kind: str
    #: The image it was drawn in, one of `PLANES`.
    plane: str
    #: (n, 3) LPS mm. ruler: both ends. angle: end, vertex, end. ellipse, rectangle: opposite
    #: corners of the box around it. freehand: corners. probe: one. diameters: the ends of the long
    #: axis, then of the short one, as drawn.
    points_lps_mm: tuple[tuple[float, float, float], ...]
    #: Of an axial image, 0 the most inferior; None in the other planes.
    slice_index: int | None = None
    #: `"MIP 10 mm"` where the pixels are those of a slab, "" otherwise.
    slab: str = ""
    #: As the reader called it, "" for no name.
    given_name: str = ""
    length_mm: float | None = None
    angle_degrees: float | None = None
    #: The longer of two diameters, and the other one.
    diameter_mm: float | None = None
    short_axis_mm: float | None = None
    #: Of a single pixel.
    hu: float | None = None
    #: Of the pixels whose centres lie inside; the SD is that of the population.
    mean_hu: float | None = None
    sd_hu: float | None = None
    min_hu: float | None = None
    max_hu: float | None = None
    #: Of the shape itself.
    area_mm2: float | None = None
    pixels: int | None = None

    @property
    def name(self) -> str:
        """`"Portal vein"`, or `"Ruler 2"` where the reader gave no name."""
        return self.given_name or f"{KIND_TITLES[self.kind]} {self.number}"

    @property
    def figures(self) -> dict[str, float]:
        """Key -> value of those that its kind has; empty where no pixel lies inside."""
        found = {key: getattr(self, key) for key in FIGURES[self.kind]}
        return {key: value for key, value in found.items() if value is not None}


def in_plane(measurements: Iterable[Measurement], plane: str) -> list[Measurement]:
    """Those that were drawn on the acquired slices under the name of their true plane: the viewer
    calls its pane of acquired slices axial, whatever plane of MR they lie in."""
    if plane == PLANES[0]:
        return list(measurements)
    return [replace(one, plane=plane) if one.plane == PLANES[0] else one for one in measurements]


def in_order(measurements: Iterable[Measurement]) -> tuple[Measurement, ...]:
    """By number: as they were made."""
    return tuple(sorted(measurements, key=lambda one: (one.number, one.id)))
