"""What other systems found in a series, as the viewer takes it: plain values that survive JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dicom.reference_mask import ReferenceMask
    from core.other_systems import Group, Report, Shape
    from core.series import Series

#: Points of outlines that are sent to the browser; a report of surfaces has more.
MOST_POINTS = 40_000
#: Of an identifier that stands on the image.
MOST_LETTERS = 24


def others_data(
    series: Series,
    reports: Sequence[Report],
    outlines: ReferenceMask | None,
    outlines_url: str | None,
) -> dict[str, object] | None:
    """`Others` of js/server_data.ts; None where there is nothing.

    Args:
        outlines: drawn elsewhere on this CT; `outlines_url` is where the browser gets them.
    """
    if not reports and outlines is None:
        return None
    too_many = sum(len(s.points) for r in reports for g in r.groups for s in g.shapes) > MOST_POINTS
    sources = [_source(report, too_many) for report in reports]
    if outlines is not None:
        sources.append({"title": outlines.name, "about": "outlines", "notes": [*outlines.notes]})
    shapes, left = [], MOST_POINTS
    for number, report in enumerate(reports):
        for index, group in enumerate(report.groups):
            for shape in group.shapes:
                left -= len(shape.points)
                if left >= 0:
                    shapes.append(_shape(series, shape, group, f"{number}-{index}"))
    return {"mask": outlines_url, "shapes": shapes, "sources": sources}


def _source(report: Report, too_many: bool) -> dict[str, object]:
    notes = [*report.notes]
    if too_many:
        # Late: scikit-image stands behind the package, and is there once a report was read.
        from core.other_systems.sentences import outlines_too_many

        notes.append(outlines_too_many(MOST_POINTS))
    about = [report.maker.text, report.date.isoformat() if report.date else "", report.status]
    return {
        "title": report.series_description or report.title or report.name,
        "about": " · ".join(part for part in about if part),
        "notes": notes,
        "groups": [_group(group) for group in report.groups],
    }


def _group(group: Group) -> dict[str, object]:
    where = [group.site] if group.site else []
    if group.segment is not None:
        number = group.segment.number
        where.append("a segmentation" if number is None else f"segment {number}")
    return {
        "title": group.title,
        "id": group.tracking_id if group.finding else "",
        "where": ", ".join(where),
        "slice": group.slice,
        "measured": [one.text for one in group.measurements],
        "judged": [f"{name}: {value}" for name, value in group.judged],
    }


def _shape(series: Series, shape: Shape, group: Group, key: str) -> dict[str, object]:
    rows, columns = shape.points[:, :1], shape.points[:, 1:]
    points_mm = (
        series.slice_origins_mm[shape.slice]
        + rows * series.spacing_mm[1] * np.asarray(series.column_direction)
        + columns * series.spacing_mm[2] * np.asarray(series.row_direction)
    )
    return {
        "slice": shape.slice,
        "kind": shape.kind,
        "points": np.round(points_mm, 2).tolist(),
        # What tells it from others on the slice; longer ones are made by programs for programs.
        "text": group.tracking_id if 0 < len(group.tracking_id) <= MOST_LETTERS else group.title,
        "group": key,
    }
