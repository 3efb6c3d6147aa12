"""Order slices in space, measure their spacing, and say where they are not an even stack."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.dicom.frames import Frame, Plane, length_mm

#: Slices nearer than this share a position.
SAME_POSITION_MM = 0.01
#: A gap of more than this many usual distances counts as missing slices (as in `core.series`).
GAP_FACTOR = 1.5
#: Distances may differ by rounding of the positions in the file: mm, and share of the distance.
EVEN_MM, EVEN_SHARE = 0.06, 0.01
#: Slices of a tilted gantry are sheared by more than this; degrees.
TILT_DEGREES = 0.5
#: An in-plane shift away from a straight stack worth telling; mm.
SIDEWAYS_MM = 0.5
#: |cosine| between the slice normal and the patient's long axis from which slices are axial.
AXIAL_COSINE = 0.8
#: Planes are alike if their direction cosines and pixel sizes differ by no more than this.
DIRECTION_TOLERANCE, SPACING_TOLERANCE_MM = 0.005, 0.001
#: Slices angled by more than this from axial are worth telling; degrees.
ANGLED_DEGREES = 5.0
PLACES_NAMED = 3


def orientation_name(plane: Plane) -> str:
    """'axial', 'coronal', 'sagittal' or 'oblique', by the direction of the slice normal."""
    x, y, z = np.abs(plane.normal)
    if z >= AXIAL_COSINE:
        return "axial"
    if y >= AXIAL_COSINE:
        return "coronal"
    return "sagittal" if x >= AXIAL_COSINE else "oblique"


class Grids:
    """Numbers the grids (matrix, pixel size, orientation) among slices, in the order of meeting.

    Slices of a real series have one to three; a crafted one gives each slice a grid of its own,
    and a comparison of each with each would take minutes.
    """

    def __init__(self) -> None:
        self._known: dict[tuple, int] = {}
        #: One row a grid, by the slice that was met first: rows, columns, spacing, directions.
        self._rows = np.empty((16, 10))
        self._count = 0

    def number_of(self, frame: Frame) -> int:
        """Of the first grid met that is alike within the tolerances above."""
        layout, plane = frame.layout, frame.plane
        row = (
            layout.rows,
            layout.columns,
            *plane.pixel_spacing,
            *plane.row_direction,
            *plane.column_direction,
        )
        if row not in self._known:  # of a usual series only the first slice gets here
            apart = np.abs(self._rows[: self._count] - row)
            alike = np.flatnonzero((apart <= _GRID_TOLERANCES).all(axis=1))
            self._known[row] = int(alike[0]) if len(alike) else self._add(row)
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
    """(n,) positions along the normal of the first slice, mm; growing towards the head."""
    return origins_mm(frames) @ frames[0].plane.normal


def in_order(frames: Sequence[Frame]) -> list[Frame]:
    """The most inferior slice first; slices at one position by their numbers."""
    positions = positions_mm(frames)
    order = sorted(
        range(len(frames)),
        key=lambda k: (round(positions[k] / SAME_POSITION_MM), frames[k].number),
    )
    return [frames[k] for k in order]


def slice_spacing_mm(frames: Sequence[Frame]) -> float:
    """Median distance of neighbouring planes, or what the file says where there is one slice."""
    if len(frames) > 1:
        return float(np.median(np.diff(positions_mm(frames))))
    spacing = frames[0].header.number("SpacingBetweenSlices")
    for stated in (frames[0].slice_thickness_mm, spacing):
        if length_mm(stated) is not None:
            return float(stated)
    return 1.0


def geometry_warnings(frames: Sequence[Frame]) -> list[str]:
    """One sentence for each way in which these ordered slices aren't an even, straight stack."""
    if len(frames) == 1:
        return ["Only one slice: volumes are estimates from its thickness."]
    warnings = _spacing_warnings(positions_mm(frames))
    warnings += _shape_warnings(frames)
    return warnings


def _spacing_warnings(positions: np.ndarray) -> list[str]:
    distances = np.diff(positions)
    usual = float(np.median(distances))
    middles = (positions[:-1] + positions[1:]) / 2
    is_gap = distances > GAP_FACTOR * usual
    # Many long distances are another spacing, not slices that were lost.
    if is_gap.sum() > max(3, 0.2 * len(distances)):
        is_gap[:] = False
    warnings = []
    if is_gap.any():
        missing = int(np.maximum(np.rint(distances[is_gap] / usual) - 1, 1).sum())
        warnings.append(
            f"{missing} {'slice' if missing == 1 else 'slices'} missing near "
            f"{_places(middles[is_gap])}: shown as acquired, not interpolated."
        )
    even = np.abs(distances - usual) <= EVEN_MM + EVEN_SHARE * usual
    uneven = ~even & ~is_gap
    if uneven.any():
        shown = distances[~is_gap]
        warnings.append(
            f"Uneven slice spacing, {shown.min():.2f} to {shown.max():.2f} mm, near "
            f"{_places(middles[uneven])}: measurements use the true positions."
        )
    return warnings


def _shape_warnings(frames: Sequence[Frame]) -> list[str]:
    origins, plane = origins_mm(frames), frames[0].plane
    in_plane = np.array([plane.row_direction, plane.column_direction])
    positions = positions_mm(frames)
    extent = positions[-1] - positions[0]
    # Least squares line through the in-plane origins along the stack: its slope is the shear.
    sideways = (origins - origins[0]) @ in_plane.T
    centred = positions - positions.mean()
    slope = centred @ (sideways - sideways.mean(axis=0)) / (centred @ centred)
    shear = float(np.degrees(np.arctan(np.linalg.norm(slope))))
    off_line = np.linalg.norm(sideways - sideways.mean(axis=0) - np.outer(centred, slope), axis=1)
    angle = float(np.degrees(np.arccos(min(1.0, plane.normal[2]))))
    stated = abs(frames[0].header.number("GantryDetectorTilt") or 0.0)
    warnings = []
    if off_line.max() > SIDEWAYS_MM:
        warnings.append(
            f"Slices shift sideways by up to {off_line.max():.1f} mm near "
            f"{_places(positions[[off_line.argmax()]])}: shown as acquired."
        )
    elif shear > TILT_DEGREES:
        moved = np.linalg.norm(slope) * extent
        warnings.append(
            f"Gantry tilt of {shear:.1f}°: slices shift by {moved:.1f} mm in-plane from "
            f"{positions[0]:.1f} to {positions[-1]:.1f} mm, shown as acquired."
        )
    elif TILT_DEGREES < stated < 90 and angle < TILT_DEGREES:
        warnings.append(
            f"The file states a gantry tilt of {stated:.1f}° which its slice positions don't show."
        )
    if angle > ANGLED_DEGREES and shear <= TILT_DEGREES:
        warnings.append(f"Slices are angled by {angle:.1f}° from axial: shown as acquired.")
    return warnings


def _places(positions: np.ndarray) -> str:
    """'-412.0 mm', '-412.0 and -380.0 mm', '-412.0, -380.0, -20.0 mm and 4 other places'."""
    named = [f"{position:.1f}" for position in positions[:PLACES_NAMED]]
    more = len(positions) - len(named)
    if more:
        return f"{', '.join(named)} mm and {more} other {'place' if more == 1 else 'places'}"
    return (
        " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
    ) + " mm"
