"""What was scanned, as the header and the grid say it."""

from __future__ import annotations

from core.report.identity import Identity
from core.series import Series, header_date

NOT_STATED = "not stated"
#: Free text of a header is cut here.
LONGEST = 120


def study_date(series: Series) -> str:
    """`"2024-03-07"`, or `"not stated"` where the header is silent or no date (DICOM DA)."""
    day = header_date(series.tags)
    return day.isoformat() if day else NOT_STATED


def study_words(series: Series) -> str:
    """The one line for the head of each page."""
    date = study_date(series)
    what = series.tags.modality or "CT"
    return f"{what}, {date}" if date != NOT_STATED else f"{what}, date not stated"


def series_rows(series: Series, identity: Identity) -> list[tuple[str, str]]:
    """(what, value), without what names the patient unless `identity` does."""
    tags = series.tags
    z, y, x = series.spacing_mm
    rows, columns = series.volume.shape[1:]
    thickness = f"{tags.slice_thickness_mm:.3g} mm" if tags.slice_thickness_mm else NOT_STATED
    covered = float(series.slice_thicknesses_mm.sum())
    scanner = " · ".join(
        part for part in (tags.manufacturer, tags.kernel, _kvp(tags.kvp)) if part.strip()
    )

    def free(text: str) -> str:
        return _short(identity.clear(text)) or NOT_STATED

    return [
        ("Patient", identity.words),
        ("Study date", study_date(series)),
        ("Study", free(tags.study_description)),
        ("Series", free(_described(series))),
        ("Modality, region", free(", ".join(p for p in (tags.modality, tags.body_part) if p))),
        # Few MR headers name one, whether it was given or not.
        *(
            [("Contrast agent", free(tags.contrast_agent))]
            if series.is_ct or tags.contrast_agent
            else []
        ),
        ("Slices", f"{series.n_slices}, {z:.3g} mm apart, covering {covered:.0f} mm"),
        ("Slice thickness", thickness),
        ("Matrix", f"{rows} × {columns} pixels of {y:.2f} × {x:.2f} mm"),
        ("Scanner", free(scanner)),
    ]


def _described(series: Series) -> str:
    tags = series.tags
    number = "" if tags.series_number is None else f"series {tags.series_number}"
    return ", ".join(p for p in (tags.series_description.strip(), tags.part, number) if p)


def _kvp(kvp: float | None) -> str:
    return "" if kvp is None else f"{kvp:.0f} kVp"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
