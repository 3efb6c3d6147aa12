"""A report as plain values and as lines of text."""

from __future__ import annotations

from core.other_systems.report import Group, Report, Shape


def report_row(report: Report) -> dict[str, object]:
    """Everything that is read of a report, fit for JSON. Slices count from 0, as in all files; the
    points of an outline are (row, column) in pixels, (0, 0) being the centre of the first."""
    maker = report.maker
    return {
        "file": report.name,
        "title": report.title,
        "series_description": report.series_description,
        "date": report.date.isoformat() if report.date else None,
        "system": {
            "manufacturer": maker.manufacturer,
            "model": maker.model,
            "version": maker.version,
            "algorithms": list(maker.algorithms),
            "by_person": maker.by_person,
        },
        "complete": report.is_complete,
        "preliminary": report.is_preliminary,
        "verified": report.is_verified,
        "groups": [_group_row(group) for group in report.groups],
        "notes": list(report.notes),
    }


def report_lines(report: Report) -> list[str]:
    """The same for a person."""
    about = [report.series_description or report.title, report.maker.text]
    about += [report.date.isoformat()] if report.date else []
    lines = [f"{report.name}: {'; '.join(about)}; {report.status}"]
    return lines + [f"  {group_line(group)}" for group in report.groups]


def group_line(group: Group) -> str:
    """ "Lesion (L1), Liver, slice 57: Long axis 37.6 mm; Volume 20.1 mL"."""
    tracked = f" ({group.tracking_id})" if group.finding and group.tracking_id else ""
    where = [group.title + tracked, group.site]
    where += [] if group.slice is None else [f"slice {group.slice}"]
    if group.segment is not None:
        number = group.segment.number
        where.append("a segmentation" if number is None else f"segment {number}")
    measured = "; ".join(one.text for one in group.measurements) or "nothing measured"
    return f"{', '.join(part for part in where if part)}: {measured}"


def _group_row(group: Group) -> dict[str, object]:
    segment = group.segment
    return {
        "tracking_id": group.tracking_id,
        "tracking_uid": group.tracking_uid,
        "finding": group.finding,
        "site": group.site,
        "slice": group.slice,
        "measurements": [
            {
                "name": one.name,
                "code": one.code[0],
                "scheme": one.code[1],
                "value": one.value,
                "unit": one.unit,
            }
            for one in group.measurements
        ],
        "judged": [{"name": name, "value": value} for name, value in group.judged],
        "outlines": [_shape_row(shape) for shape in group.shapes],
        "segment": segment
        and {"segmentation_uid": segment.segmentation_uid, "number": segment.number},
    }


def _shape_row(shape: Shape) -> dict[str, object]:
    points = [[round(float(value), 3) for value in point] for point in shape.points]
    return {"slice": shape.slice, "kind": shape.kind, "points": points}
