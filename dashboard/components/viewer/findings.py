"""An analysis as the viewer takes it: plain values that survive JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from core.cautions.caution import caution_lists
from core.vocabulary import VERDICT, verdict_text
from core.vocabulary.lesion_columns import notes_text
from core.vocabulary.patient import (
    headline,
    is_outside,
    liver_text,
    outside_text,
    reason_words,
)
from core.vocabulary.signal import HU, every_line, notes_of
from core.vocabulary.signal import lesion_columns as columns_of
from dashboard.components.cautions import verdict_colour

if TYPE_CHECKING:
    from core.pipeline import Analysis


def findings(analysis: Analysis) -> dict[str, object]:
    """The `findings` of `dashboard.components.viewer.slice_viewer`.

    Slices and lesions are the rows of `analysis.json`. Every text is ready to be shown:

    - `headline`: the category; `why` says why the series is not assessable, and `is_outside` that
      scores and outlines are greyed and marked with `outside`.
    - `verdict`: the number under the category; `verdict_meaning` explains it.
    - `liver`: volume and burden in words.
    - `correction`: that a reader corrected the outlines, and the model's own figures; "" where
      none did.
    - `phase`: the contrast phase that the HU of organs suggest; "" where unclear.
    - `lesion_columns`: [{"key", "title", "meaning", "is_number"}], key being that of the first
      quantity shown.
    - `lesion_texts`: for each lesion {"cells": one per column, "notes": the line under the row,
      "everything": each quantity on a line of its own}.
    """
    # Late: PyTorch and scikit-image stand behind them, and the empty Review page does without.
    from core.cautions.phase import UNCLEAR
    from core.export.report import lesion_rows, slice_rows
    from core.lesions import liver_burden

    phase, unit = analysis.phase.name, analysis.series.unit
    burden = liver_burden(analysis.liver_area_mm2, analysis.series, analysis.lesions)
    return {
        "patient": asdict(analysis.patient),
        "headline": headline(analysis.patient),
        "why": reason_words(analysis.patient.reasons),
        "is_outside": is_outside(analysis.patient.category),
        "outside": outside_text(analysis.patient),
        "verdict": verdict_text(analysis.patient),
        "verdict_meaning": VERDICT.meaning,
        "colour": verdict_colour(analysis),
        "most_suspicious": analysis.most_suspicious(),
        "slices": slice_rows(analysis),
        "lesions": lesion_rows(analysis),
        "lesion_columns": lesion_columns(unit),
        "lesion_texts": [lesion_texts(lesion, unit) for lesion in analysis.lesions],
        **caution_lists(analysis.cautions),
        "liver": liver_text(burden),
        "correction": correction_words(analysis),
        "phase": "" if phase == UNCLEAR else f"looks {phase}",
    }


def correction_words(analysis: Analysis) -> str:
    """That a reader corrected the outlines, and the model's own figures; "" where none did."""
    if not analysis.is_corrected:
        return ""
    from core.annotation.sentences import corrected
    from core.correction import own_words

    return f"{corrected()} {own_words(analysis)}"


def lesion_columns(unit: str = HU) -> list[dict[str, str | bool]]:
    """The columns of the viewer's table."""
    return [
        {
            "key": one.keys[0],
            "title": one.heading,
            "meaning": one.meaning,
            "is_number": one.is_number,
        }
        for one in columns_of(unit)
    ]


def lesion_texts(lesion: object, unit: str = HU) -> dict[str, object]:
    """One lesion in words; a `core.lesions.Lesion`, or a dict with its fields."""
    return {
        "cells": [column.text(lesion) for column in columns_of(unit)],
        # Under a row of the table: what has no column.
        "notes": notes_text(lesion, notes_of(unit)),
        "everything": every_line(lesion, unit),
    }
