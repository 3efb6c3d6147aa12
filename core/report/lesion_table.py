"""All lesions, one a row, over as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from core.labels import MALIGNANT
from core.lesions import Lesion
from core.report.paper import (
    BELOW,
    BODY,
    CELL,
    CELL_RIGHT,
    CLASS_COLOURS,
    paragraph,
    section,
    table_style,
)

NONE = "No lesion was outlined."
#: Title -> millimetres of width; 174 in all.
COLUMNS = {
    "#": 8,
    "Looks": 17,
    "p": 10,
    "Sure": 10,
    "mL": 13,
    "mm": 19,
    "HU": 18,
    "Margin": 13,
    "Descriptors": 37,
    "Surface": 13,
    "Slices": 16,
}
#: Between words that stay on one line.
_KEPT = "\N{NO-BREAK SPACE}"
_WORDS = {"Looks", "Descriptors"}
NOTES = (
    "Looks: by appearance, not histology; p: share of that class in the lesion's probability. "
    "Sure: mean probability of a lesion over its voxels. mm: longest axial diameter × the extent "
    "at a right angle to it (RECIST 1.1). HU: mean ± standard deviation. Margin: steepest change "
    "across it, HU/mm. Descriptors: words of the ACR white paper on incidental liver lesions (Gore "
    "et al., JACR 2017), no diagnosis. Surface: shortest way to the liver's surface, mm. Slices: "
    "first–last, in brackets the one measured. – means: can't be assessed."
)
CUT = "≥: the edge of the volume cuts the lesion, so its size is a lower bound."


def lesion_table(lesions: Sequence[Lesion]) -> list[Flowable]:
    """Heading, table with its headings on each page, and what the columns mean."""
    if not lesions:
        return section("Lesions", [paragraph(NONE, BODY)])
    head = [paragraph(title, CELL if title in _WORDS else CELL_RIGHT) for title in COLUMNS]
    rows = [
        [
            paragraph(text, CELL if title in _WORDS else CELL_RIGHT)
            for title, text in zip(COLUMNS, lesion_cells(lesion), strict=True)
        ]
        for lesion in lesions
    ]
    stripes = [
        ("LINEBEFORE", (0, row), (0, row), 2.2, CLASS_COLOURS[lesion.label])
        for row, lesion in enumerate(lesions, start=1)
    ]
    table = Table(
        [head, *rows],
        colWidths=[width * mm for width in COLUMNS.values()],
        repeatRows=1,
        style=table_style(*stripes),
    )
    notes = [paragraph(NOTES, BELOW)]
    if any(lesion.touches_edge for lesion in lesions):
        notes.insert(0, paragraph(CUT, BELOW))
    # A short table stays with its heading; a long one begins where it can and flows.
    if len(lesions) <= 8:
        return section("Lesions", [table], *notes)
    return [*section("Lesions", notes), table]


def lesion_cells(lesion: Lesion) -> tuple[str, ...]:
    """One row, in the order of `COLUMNS`; slices count from 1."""
    p = lesion.p_malignant if lesion.label == MALIGNANT else 1 - lesion.p_malignant
    least = "≥ " if lesion.touches_edge else ""
    first, last = lesion.slice_first + 1, lesion.slice_last + 1
    slices = str(first) if first == last else f"{first}–{last} ({lesion.slice_largest + 1})"
    return (
        str(lesion.id),
        lesion.label,
        f"{p:.2f}",
        f"{lesion.probability:.2f}",
        f"{least}{volume(lesion.volume_ml)}",
        f"{least}{lesion.diameter_mm:.0f} × {lesion.short_axis_mm:.0f}",
        f"{lesion.mean_hu:.0f} ± {lesion.sd_hu:.0f}",
        _figure(lesion.margin_hu_per_mm),
        ", ".join(word.replace(" ", _KEPT) for word in described(lesion)),
        _figure(lesion.edge_distance_mm),
        slices,
    )


def described(lesion: Lesion) -> list[str]:
    """The descriptors with the sign that print has."""
    return [word.replace("<=", "≤") for word in lesion.descriptors]


def volume(ml: float) -> str:
    """One decimal, or two below 1 mL."""
    return f"{ml:.2f}" if ml < 1 else f"{ml:,.1f}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
