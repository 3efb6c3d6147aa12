"""Order slices in space, measure their spacing, and say where the stack is irregular."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.dicom import sentences
from core.dicom.frames import Frame, Plane, plausible_length_mm
from core.dicom.sizes import size_warnings
from core.modality import CT, MR
from core.sentence import Sentence
from core.series import PLANES
from core.spacing import gaps, reaches_mm

#: Slices closer together than this share a position.
SAME_POSITION_MM = 0.01
#: By how much distances may differ because positions are rounded in the file: in mm, and as a share
#: of the distance.
EVEN_MM, EVEN_SHARE = 0.06, 0.01
#: Shear that counts as gantry tilt, from here on; degrees.
TILT_DEGREES = 0.5
#: Shift in-plane, away from a straight stack, that is worth a warning; mm.
SHIFT_MM = 0.5
#: Slices are axial if the |cosine| between their normal and the patient's long axis is at least
#: this.
AXIAL_COSINE = 0.8
#: Planes are equal if their direction cosines and pixel sizes differ by no more than this.
DIRECTION_TOLERANCE, SPACING_TOLERANCE_MM = 0.005, 0.001
#: Slices angled by more than this from axial are worth a warning; degrees.
ANGLED_DEGREES = 5.0


def orientation_name(plane: Plane) -> str:
    """'axial', 'coronal', 'sagittal' or 'oblique', by the direction of the slice normal."""
    x, y, z = np.abs(plane.normal)
    if z >= AXIAL_COSINE:
        return "axial"
    if y >= AXIAL_COSINE:
        return "coronal"
    return "sagittal" if x >= AXIAL_COSINE else "oblique"


class Grids:
    """Numbers the grids (matrix, pixel spacing, orientation) of slices, in order of appearance.

    A real series has one to three. In a crafted one, each slice may have a grid of its own, and
    comparing all pairs would take minutes.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[float, ...], int] = {}
        #: One row per grid, of its first slice: rows, columns, spacing, directions.
        self._rows = np.empty((16, 10))
        self._count = 0

    def number_of(self, frame: Frame) -> int:
        """The number of the first grid that is equal within the tolerances above."""
        layout, plane = frame.layout, frame.plane
        row = (
            layout.rows,
            layout.columns,
            *plane.pixel_spacing,
            *plane.row_direction,
            *plane.column_direction,
        )
        if row not in self._known:  # only the first slice of a usual series
            apart = np.abs(self._rows[: self._count] - row)
            equal = np.flatnonzero((apart <= _GRID_TOLERANCES).all(axis=1))
            self._known[row] = int(equal[0]) if len(equal) else self._add(row)
        return self._known[row]

    def _add(self, row: tuple[float, ...]) -> int:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = row
        self._count += 1
        return self._count - 1


_GRID_TOLERANCES = (0, 0, *[SPACING_TOLERANCE_MM] * 2, *[DIRECTION_TOLERANCE] * 6)


def origins_mm(frames: Sequence[Frame]) -> np.ndarray:
    """(n, 3) LPS origins of the slices, mm."""
    return np.array([frame.plane.origin for frame in frames], dtype=np.float64).reshape(-1, 3)


def positions_mm(frames: Sequence[Frame]) -> np.ndarray:
    """(n,) positions along the normal of the first slice (`Plane.normal`), mm."""
    return origins_mm(frames) @ frames[0].plane.normal


def in_order(frames: Sequence[Frame]) -> list[Frame]:
    """The lowest position first, the most inferior in a CT; slices at the same position in the
    order of their numbers."""
    places = [round(position / SAME_POSITION_MM) for position in positions_mm(frames).tolist()]
    # Numbers are read from headers: only where two slices share a place do they count.
    shared = len(set(places)) < len(places)
    order = sorted(
        range(len(frames)),
        key=lambda k: (places[k], frames[k].number) if shared else (places[k],),
    )
    return [frames[k] for k in order]


def slice_spacing_mm(frames: Sequence[Frame]) -> float:
    """Median distance between neighbouring planes; for a single slice, what the file states."""
    if len(frames) > 1:
        return float(np.median(np.diff(positions_mm(frames))))
    spacing = frames[0].header.number("SpacingBetweenSlices")
    for stated in (frames[0].slice_thickness_mm, spacing):
        length = plausible_length_mm(stated)
        if length is not None:
            return float(length)
    return 1.0


def geometry_warnings(frames: Sequence[Frame]) -> list[Sentence]:
    """One sentence for each way in which these ordered slices aren't an even, straight stack of a
    plausible size."""
    first = frames[0]
    shape = (len(frames), first.layout.rows, first.layout.columns)
    spacing_mm = (slice_spacing_mm(frames), *first.plane.pixel_spacing)
    sizes = size_warnings(shape, spacing_mm, MR if first.is_mr else CT)
    if len(frames) == 1:
        return [sentences.series.only_one_slice(), *sizes]
    return [*sizes, *_spacing_warnings(positions_mm(frames)), *_shape_warnings(frames)]


def _spacing_warnings(positions: np.ndarray) -> list[Sentence]:
    distances = np.diff(positions)
    usual = float(np.median(distances))
    midpoints = (positions[:-1] + positions[1:]) / 2
    is_gap = gaps(positions)
    warnings = []
    if is_gap.any():
        # What the slices beside a gap reach into it stands for one slice.
        below, above = reaches_mm(positions, usual)
        around = (above[:-1] + below[1:])[is_gap]
        missing = int(np.maximum(np.rint(distances[is_gap] / around) - 1, 1).sum())
        warnings.append(sentences.series.slices_missing(missing, midpoints[is_gap].tolist()))
    even = np.abs(distances - usual) <= EVEN_MM + EVEN_SHARE * usual
    uneven = ~even & ~is_gap
    if uneven.any():
        shown = distances[~is_gap]
        warnings.append(
            sentences.series.uneven_spacing(
                float(shown.min()), float(shown.max()), midpoints[uneven].tolist()
            )
        )
    return warnings


def _shape_warnings(frames: Sequence[Frame]) -> list[Sentence]:
    origins, plane = origins_mm(frames), frames[0].plane
    in_plane = np.array([plane.row_direction, plane.column_direction])
    positions = positions_mm(frames)
    extent = positions[-1] - positions[0]
    # A least-squares line through the in-plane origins, along the stack: its slope is the shear.
    shifts = (origins - origins[0]) @ in_plane.T
    centred = positions - positions.mean()
    slope = centred @ (shifts - shifts.mean(axis=0)) / (centred @ centred)
    shear = float(np.degrees(np.arctan(np.linalg.norm(slope))))
    off_line = np.linalg.norm(shifts - shifts.mean(axis=0) - np.outer(centred, slope), axis=1)
    # The largest component of the normal is positive; in a CT it is that along the body.
    cosine, nearest = max(zip(plane.normal.tolist(), PLANES, strict=True))
    angle = float(np.degrees(np.arccos(min(1.0, cosine))))
    stated = abs(frames[0].header.number("GantryDetectorTilt") or 0.0)
    warnings = []
    if off_line.max() > SHIFT_MM:
        worst = int(off_line.argmax())
        warnings.append(
            sentences.series.slices_shifted(float(off_line[worst]), [float(positions[worst])])
        )
    elif shear > TILT_DEGREES and frames[0].is_mr:
        warnings.append(sentences.series.slanted_stack(shear))
    elif shear > TILT_DEGREES:
        shift = float(np.linalg.norm(slope) * extent)
        warnings.append(
            sentences.series.gantry_tilt(shear, shift, float(positions[0]), float(positions[-1]))
        )
    elif TILT_DEGREES < stated < 90 and angle < TILT_DEGREES:
        warnings.append(sentences.series.tilt_not_seen(stated))
    if angle > ANGLED_DEGREES and shear <= TILT_DEGREES:
        warnings.append(sentences.series.angled_slices(angle, nearest))
    return warnings
