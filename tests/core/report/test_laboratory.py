"""Laboratory values in the PDF: only where they were loaded, and beside the result."""

from __future__ import annotations

import pytest

from core.laboratory import ChildPugh, Shown
from core.laboratory import sentences as said
from tests.core.laboratory.made import CONVENTIONAL, laboratory
from tests.core.report.made_case import analysed, report, volume_with_lesion
from tests.core.report.pdf_text import pages_of


@pytest.fixture(scope="module")
def analysis():
    return analysed(volume_with_lesion(), study_date="20260201")


def text_of(analysis, **options) -> str:
    return " ".join(pages_of(report(analysis, heatmaps_wanted=False, **options)))


def test_values_and_scores_with_formula_source_and_limits(analysis):
    shown = Shown(laboratory(CONVENTIONAL), 60, None, ChildPugh(1, 1, 1, 1, 2))
    text = text_of(analysis, laboratory=shown)
    assert said.never_changes_the_score() in text
    assert "Albumin 3.5 g/dL 35.0 g/L 2026-01-31 3.5–5" in text
    assert "AST 1 µkat/L 60 U/L 2026-01-31 ≤ 0.667 (high)" in text
    assert "−2.12, grade 2" in text
    assert "FIB-4 3.00" in text
    assert "Wai et al., Hepatology 2003;38:518–526" in text
    assert said.filled_in_by_a_reader(6, "A") in text
    assert said.whose_is_unknown("The file") in text
    assert "labs.csv" not in text
    # The result is the same with and without them.
    assert "0.67" in text
    assert "Malignant-looking" in text


def test_without_values_there_is_no_section(analysis):
    assert "Laboratory values" not in text_of(analysis)


def test_what_is_far_from_the_scan_is_said_and_an_unfilled_form_is_not():
    later = analysed(volume_with_lesion(), study_date="20260401")
    text = text_of(later, laboratory=Shown(laboratory()))
    assert said.far_from_scan("Albumin", 60, 30) in text
    assert "Child-Pugh" not in text
    undated = analysed(volume_with_lesion())
    assert said.scan_day_unknown() in text_of(undated, laboratory=Shown(laboratory()))
