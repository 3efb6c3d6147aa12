"""Laboratory values and the scores computed from them, beside what the image showed."""

from __future__ import annotations

from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from core.laboratory import Shown
from core.laboratory import sentences as said
from core.laboratory.scores import Score, doubts_of
from core.laboratory.values import LabValue
from core.report.paper import BELOW, BODY, CELL, WIDTH, bullets, paragraph, section, table_style

_VALUE_WIDTHS = (38 * mm, 32 * mm, 34 * mm, 24 * mm)
_SCORE_WIDTHS = (18 * mm, 30 * mm, 60 * mm)


def laboratory(shown: Shown | None, scan_day: date | None) -> list[Flowable]:
    """Nothing where no values were loaded."""
    if shown is None:
        return []
    values = shown.nearest(scan_day)
    scores = shown.scores(scan_day)
    doubts = dict.fromkeys(
        [
            *(doubt for score in scores for doubt in score.doubts),
            *(doubt for value in values for doubt in doubts_of(value, scan_day)),
        ]
    )
    form = shown.child_pugh
    filled = form.points
    own = [] if filled is None else [said.filled_in_by_a_reader(filled, form.letter)]
    unknown = [said.scan_day_unknown()] if scan_day is None else []
    # Without the file's name, which may be the patient's.
    if any(note.code == "whose_is_unknown" for note in shown.laboratory.notes):
        unknown.append(said.whose_is_unknown("The file"))
    return [
        *section(
            "Laboratory values",
            [paragraph(said.never_changes_the_score(), BODY), _values_table(values)],
        ),
        paragraph("", BELOW),
        _scores_table(scores),
        paragraph(said.what_the_limits_are(), BELOW),
        *bullets([*own, *unknown, *doubts]),
    ]


def _values_table(values: list[LabValue]) -> Flowable:
    cells = [["Test", "Value", "Converted", "Date", "Reference range"]]
    for value in values:
        limits = f"{value.range_text} ({value.flag})" if value.flag else value.range_text
        cells.append(
            [
                value.test.name,
                value.text,
                value.converted_text,
                value.day.isoformat(),
                limits or "not given",
            ]
        )
    return _table(cells, [*_VALUE_WIDTHS, WIDTH - sum(_VALUE_WIDTHS)])


def _scores_table(scores: tuple[Score, ...]) -> Flowable:
    cells = [["Score", "Result", "Formula", "Source, limits"]]
    cells += [
        [
            one.quantity.title,
            one.text or str(one.obstacle),
            one.quantity.formula,
            f"{one.quantity.meaning} {one.quantity.limits}.",
        ]
        for one in scores
    ]
    return _table(cells, [*_SCORE_WIDTHS, WIDTH - sum(_SCORE_WIDTHS)])


def _table(cells: list[list[str]], widths: list[float]) -> Flowable:
    return Table(
        [[paragraph(text, CELL) for text in row] for row in cells],
        colWidths=widths,
        repeatRows=1,
        style=table_style(),
    )
