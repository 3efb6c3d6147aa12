"""Where the drawings of a report lie on the slices of a CT."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.other_systems.groups import Drawing, RawGroup
from core.other_systems.report import Shape
from core.series import Series

#: DICOM's image coordinates have the centre of the first pixel at (0.5, 0.5) (PS3.3 C.18.6.1.1).
FIRST_CENTRE = 0.5
#: A drawing in space lies on the nearest slice, at most this share of the spacing away.
NEAREST_SLICE = 0.5
#: Corners of the polygon that stands for an ellipse.
_CORNERS = 64
#: Points are written as 32-bit floating point; a polygon is closed if its ends are so near.
_CLOSED = 1e-3


class Places:
    """Finds slices of one CT by what a report says of them."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self.frame_of_reference_uid = series.tags.frame_of_reference_uid
        self.study_uid = series.tags.study_uid
        self.series_uids = frozenset(one.series_uid for one in series.instances)
        #: SOP Instance UID -> frame number, None in a file of one frame -> slice.
        self._slices: dict[str, dict[int | None, int]] = {}
        for index, one in enumerate(series.instances):
            self._slices.setdefault(one.sop_instance_uid, {})[one.frame_number] = index

    def has_image(self, uid: str) -> bool:
        """Whether a slice of the CT is in that SOP instance."""
        return uid in self._slices

    def concerns(self, group: RawGroup) -> bool | None:
        """Whether a group is about this CT; None where it names no image at all."""
        named = [uid for one in group.drawings if one.image and (uid := one.image[0])]
        frames = [one.frame_of_reference_uid for one in group.drawings if one.image is None]
        if not (named or frames or group.images or group.series):
            return None
        return (
            any(map(self.has_image, [*named, *group.images]))
            or bool(group.series & self.series_uids)
            or any(frame and frame == self.frame_of_reference_uid for frame in frames)
        )

    def shapes(self, drawing: Drawing) -> list[Shape]:
        """On the slices of this CT; [] for what lies on none or has no area, line or points."""
        if drawing.image is None:
            return self._in_space(drawing)
        uid, frames = drawing.image
        by_frame: Mapping[int | None, int] = self._slices.get(uid, {})
        slices = (
            [by_frame[None]]
            if None in by_frame
            else [by_frame[frame] for frame in frames if frame in by_frame]
        )
        if not slices or len(drawing.data) < 2 or len(drawing.data) % 2:
            return []
        # (column, row) from the outer corner -> (row, column) from the first centre.
        points = np.array(drawing.data).reshape(-1, 2)[:, ::-1] - FIRST_CENTRE
        made = _made(drawing.graphic, points)
        return [] if made is None else [Shape(index, *made) for index in slices]

    def _in_space(self, drawing: Drawing) -> list[Shape]:
        series = self._series
        same = drawing.frame_of_reference_uid == self.frame_of_reference_uid != ""
        if not same or len(drawing.data) < 3 or len(drawing.data) % 3:
            return []
        points = np.array(drawing.data).reshape(-1, 3)
        along = points @ series.normal
        index = int(np.abs(series.positions_mm - along.mean()).argmin())
        if np.abs(along - series.positions_mm[index]).max() > NEAREST_SLICE * series.spacing_mm[0]:
            return []
        away = points - series.slice_origins_mm[index]
        rows = away @ np.asarray(series.column_direction) / series.spacing_mm[1]
        columns = away @ np.asarray(series.row_direction) / series.spacing_mm[2]
        made = _made(drawing.graphic, np.column_stack([rows, columns]))
        return [] if made is None else [Shape(index, *made)]


def _made(graphic: str, points: np.ndarray) -> tuple[str, np.ndarray] | None:
    """(kind of the shape, (n, 2) its points), None for what can't be drawn on a slice."""
    match graphic:
        case "POINT" | "MULTIPOINT":
            return "points", points
        case "POLYGON" if len(points) >= 3:
            return "area", points
        case "POLYLINE" if len(points) >= 2:
            if len(points) > 3 and np.abs(points[0] - points[-1]).max() <= _CLOSED:
                return "area", points[:-1]
            return "line", points
        case "CIRCLE" if len(points) == 2:
            centre, edge = points
            radius = float(np.hypot(*(edge - centre)))
            return "area", _ellipse(centre, np.array([radius, 0.0]), np.array([0.0, radius]))
        case "ELLIPSE" if len(points) == 4:
            # The ends of the major, then of the minor axis.
            centre = points[:2].mean(axis=0)
            return "area", _ellipse(centre, points[1] - centre, points[3] - centre)
    return None


def _ellipse(centre: np.ndarray, major: np.ndarray, minor: np.ndarray) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)[:, None]
    return np.asarray(centre + np.cos(angles) * major + np.sin(angles) * minor)
