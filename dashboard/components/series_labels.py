"""A series in a few words, for cards and chips."""

from __future__ import annotations

from core.modality import MR
from core.series import header_date
from dashboard.services.pseudonyms import person
from dashboard.state.shelf import Entry


def date_text(entry: Entry) -> str:
    """ISO date of the study; "no date" where the header has none, or what is no date."""
    day = header_date(entry.tags)
    return day.isoformat() if day else "no date"


def size_text(entry: Entry) -> str:
    """`"96 × 2.5 mm"`: slices and their distance."""
    return f"{entry.n_slices} × {entry.spacing_mm[0]:.3g} mm"


def matrix_text(entry: Entry) -> str:
    """`"512²"`, or `"512 × 400"`."""
    rows, columns = entry.shape
    return f"{rows}²" if rows == columns else f"{rows} × {columns}"


def thickness_text(entry: Entry) -> str:
    """`"5 mm thick"` where the header gives a thickness other than the distance, else ""."""
    thickness = entry.tags.slice_thickness_mm
    if thickness is None or abs(thickness - entry.spacing_mm[0]) < 0.05:
        return ""
    return f"{thickness:.3g} mm thick"


def contrast_text(entry: Entry) -> str:
    """What the header of a CT says of contrast. Silence is no proof of a plain scan, so it is not
    called one."""
    if entry.tags.modality == MR:
        return ""
    return "contrast" if entry.tags.contrast_agent else "contrast not stated"


def description(entry: Entry) -> str:
    """What the series is called: its description, or its number, or the modality."""
    tags = entry.tags
    if tags.series_description:
        name = tags.series_description
    elif tags.series_number is not None:
        name = f"Series {tags.series_number}"
    else:
        name = tags.modality or "Series"
    # What tells it from its neighbours first: the end is cut off where there is little room.
    return f"{tags.part} · {name}" if tags.part else name


def line(entry: Entry, show_name: bool) -> str:
    """The one line of the bar above: who, what, how many, how large, how thick."""
    parts = [
        person(entry.tags, entry.uid, show_name),
        " ".join(p for p in (entry.tags.modality, entry.tags.body_part.lower()) if p),
        description(entry),
        str(header_date(entry.tags) or ""),
        f"{entry.n_slices} slices",
        matrix_text(entry),
        f"{entry.spacing_mm[0]:.3g} mm",
    ]
    return " · ".join(part for part in parts if part)
