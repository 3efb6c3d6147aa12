"""All lesions, one row each with the rest in words under it, over as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import white
from reportlab.platypus import Flowable, Table

from core.lesions import Lesion
from core.report import sentences
from core.report.paper import (
    BELOW,
    BODY,
    CELL,
    CELL_PADDING,
    CELL_RIGHT,
    CLASS_COLOURS,
    FAINT,
    WIDTH,
    paragraph,
    section,
    table_style,
)
from core.report.scripts import line_width
from core.vocabulary.lesion_columns import notes_text
from core.vocabulary.quantity import Column
from core.vocabulary.signal import lesion_wide_columns, notes_of

#: Between words that stay on one line.
_KEPT = "\N{NO-BREAK SPACE}"
_WORDS = CELL.clone("lesion-words", textColor=FAINT)
#: A table of more lesions may begin anywhere on a page.
_TOGETHER = 5


def lesion_table(
    lesions: Sequence[Lesion], mark: Sequence[Flowable] = (), unit: str = "HU"
) -> list[Flowable]:
    """Heading, `mark`, table with its headings on each page, and what the columns mean."""
    if not lesions:
        return section("Lesions", [paragraph(sentences.no_lesion_for_the_table(), BODY)])
    columns = lesion_wide_columns(unit)
    cells = [[column.heading for column in columns]]
    cells += [[column.text(lesion) for column in columns] for lesion in lesions]
    rows = [_paragraphs(columns, cells[0])]
    style = []
    for row, lesion in enumerate(lesions):
        above, below = 1 + 2 * row, 2 + 2 * row
        rows += [
            _paragraphs(columns, cells[row + 1]),
            ["", paragraph(words_below(lesion, unit), _WORDS)],
        ]
        style += [
            ("SPAN", (1, below), (-1, below)),
            ("NOSPLIT", (0, above), (-1, below)),
            ("LINEBELOW", (0, above), (-1, above), 0.3, white),
            ("LINEBEFORE", (0, above), (0, below), 2.2, CLASS_COLOURS[lesion.label]),
        ]
    table = Table(rows, colWidths=_widths(cells), repeatRows=1, style=table_style(*style))
    notes = [paragraph(meanings(unit), BELOW)]
    # A short table stays with its heading; a long one begins where it can and flows.
    if len(lesions) <= _TOGETHER:
        return section("Lesions", [*mark, table], *notes)
    return [*section("Lesions", [*mark, *notes]), table]


def words_below(lesion: Lesion, unit: str = "HU") -> str:
    """Every quantity that has no column, as far as the lesion has it."""
    # A number stays with its unit.
    notes = notes_of(unit, wide=True, everything=True)
    return notes_text(lesion, notes).replace(" HU", f"{_KEPT}HU").replace(" mm", f"{_KEPT}mm")


def meanings(unit: str = "HU") -> str:
    """What the columns and the words under a row mean."""
    columns = lesion_wide_columns(unit)
    explained = [
        f"{column.heading}: {_lower(column.meaning)}"
        for column in (*columns, *notes_of(unit, wide=True, everything=True))
    ]
    return sentences.what_columns_mean(" ".join(explained))


def _paragraphs(columns: Sequence[Column], texts: Sequence[str]) -> list[Flowable]:
    pairs = zip(columns, texts, strict=True)
    return [paragraph(text, CELL_RIGHT if one.is_number else CELL) for one, text in pairs]


def _widths(cells: Sequence[Sequence[str]]) -> list[float]:
    """As wide as the widest cell; the room that is left, or lacks, is shared out, in points."""
    natural = [
        max(line_width(text, CELL.fontName, CELL.fontSize) for text in column) + 2 * CELL_PADDING
        for column in zip(*cells, strict=True)
    ]
    spare = (WIDTH - sum(natural)) / len(natural)
    if spare >= 0:
        return [width + spare for width in natural]
    return [width * WIDTH / sum(natural) for width in natural]


def _lower(sentence: str) -> str:
    """To go on after a colon; abbreviations stay."""
    first, rest = sentence[:1], sentence[1:]
    return sentence if rest[:1].isupper() else f"{first.lower()}{rest}"
