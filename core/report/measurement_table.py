"""What the reader measured in the viewer, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from core.measurements import Measurement, in_plane
from core.report import sentences
from core.report.paper import BELOW, CELL, WIDTH, paragraph, section, table_style
from core.vocabulary.signal import measurement_columns

#: Of name, kind, place and value; the rest of the width is the value's.
_WIDTHS = (45 * mm, 22 * mm, 42 * mm)
#: A longer table may begin anywhere on a page.
_TOGETHER = 8


def measurement_table(
    measurements: Sequence[Measurement],
    unit: str = "HU",
    plane: str = "axial",
    mark: Sequence[Flowable] = (),
) -> list[Flowable]:
    """Heading, `mark`, table with its headings on each page, and where the figures come from;
    nothing where nothing was measured."""
    if not measurements:
        return []
    columns = measurement_columns(unit)
    cells = [[column.heading for column in columns]]
    cells += [[column.text(one) for column in columns] for one in in_plane(measurements, plane)]
    table = Table(
        [[paragraph(text, CELL) for text in row] for row in cells],
        colWidths=[*_WIDTHS, WIDTH - sum(_WIDTHS)],
        repeatRows=1,
        style=table_style(),
    )
    note = paragraph(sentences.who_measured(), BELOW)
    if len(measurements) <= _TOGETHER:
        return section("Measurements", [*mark, table], note)
    return [*section("Measurements", [*mark, note]), table]
