import re
from dataclasses import replace

import pytest

from core.comparison import LesionScore, PairAgreement, ReferenceScore
from dashboard.components.charts.palette import looks
from dashboard.screens.compare import card_figures, tables
from dashboard.screens.compare.comparing import comparison_of
from tests.dashboard.screens.compare.two_models import CARDS, two_model_session
from tests.dashboard.tiny_case import CARD, tiny_analysis, tiny_series

LOOKS = looks(CARDS)


def comparison():
    session = two_model_session()
    return comparison_of(session.opened, list(CARDS.values()), None)


@pytest.mark.usefixtures("small_livers")
def test_what_a_model_says_and_costs():
    first, second = (
        {**tables.said_row(run.analysis), **tables.cost_row(run)} for run in comparison().runs
    )
    assert first["Patient"] == "Malignant-looking"
    assert second["Patient"] == "Benign-looking"
    assert second["p(malignant)"] == "0.10"  # its highest: those of slices without a lesion
    assert first["Lesions"].startswith("1 · ")
    assert (second["M param."], second["File MB"]) == ("1.5", "2.0")
    assert first["Peak MB"] == "–"  # not measured


def test_a_stored_result_took_its_time_elsewhere():
    (run, _) = comparison().runs
    row = tables.cost_row(run, is_stored=True)
    assert [row[title] for title in ("ms/slice", "p95", "Series s", "Peak MB")] == ["–"] * 4
    assert tables.cost_row(run)["Series s"] == f"{run.seconds:.1f}"


def test_the_second_line_of_a_cell_is_small():
    drawn = tables.table("Model", [("a", {"Lesion Dice": "0.713\n0.48–0.77"})])
    assert "<td>0.713<small>0.48–0.77</small></td>" in drawn


def test_a_heat_correlation_that_is_still_made_is_no_dash():
    pair = PairAgreement("a", "b", 0.5, None, 0.75, None, -0.25, 5)
    assert tables.pair_row(pair) == {
        "Kappa": "0.50",
        "Spearman": "–",
        "Dice liver": "0.75",
        "Dice lesion": "–",
        "Heat": "−0.25",
    }
    assert tables.pair_row(pair, "…")["Heat"] == "…"


def test_a_model_against_the_reference():
    score = ReferenceScore("a", 0.912, 0.5, LesionScore(3, 2, 1), 1.25, 4.0)
    assert tables.reference_row(score) == {
        "Dice liver": "0.91",
        "Dice lesion": "0.50",
        "Lesions found": "2 of 3",
        "False": "1",
        "Surface mm": "1.2",
        "Surface p95": "4.0",
    }


def test_a_reference_of_the_liver_alone_says_nothing_of_lesions():
    row = tables.reference_row(ReferenceScore("a", 0.912, None, None, 1.25, 4.0))
    assert [row[title] for title in ("Dice lesion", "Lesions found", "False")] == ["–"] * 3


def test_every_title_says_what_it_means():
    run, pair = comparison().runs[0], comparison().agreement[0]
    rows = [tables.said_row(run.analysis), tables.cost_row(run), tables.pair_row(pair)]
    rows.append(card_figures.row(CARD))
    score = ReferenceScore("a", None, None, LesionScore(0, 0, 0), None, None)
    titles = {title for row in [*rows, tables.reference_row(score)] for title in row}
    assert titles == set(tables.MEANINGS)


def test_sizes_that_cant_be_trusted_are_marked_beside_the_lesions():
    # Pixels of 20 mm: a field of 1,280 mm.
    odd = replace(tiny_series(), spacing_mm=(2.5, 20.0, 20.0))
    row = tables.said_row(tiny_analysis(odd))
    count, mark = row["Lesions"].split("\n")
    assert count.startswith("1 · ")
    assert mark == "outside the model's reach; sizes can't be trusted"


def test_before_two_have_analysed_it_what_is_known_has_its_place():
    drawn = tables.waiting_table(list(CARDS.values()), LOOKS, [tiny_analysis(), None])
    assert [int(n) for n in re.findall(r'colspan="(\d+)"', drawn)] == [3, 3]
    first, second = drawn.split("<tr><td>")[1:]
    assert first.count("<td") == second.count("<td") == 6
    assert "1 · " in first
    assert second.count(">–</td>") >= 3


def test_names_are_taken_literally_and_the_category_has_its_colour():
    drawn = tables.runs_table(comparison(), LOOKS, CARDS)
    assert "color:#" in drawn
    assert drawn.count("<tr>") == 3
    assert [int(n) for n in re.findall(r'colspan="(\d+)"', drawn)] == [3, 3, 6]
    # Each group begins with a line: its heading, its first title and its first cells.
    assert re.findall(r'<th class="ll-edge" title="[^"]*">([^<]*)', drawn) == [
        *("Patient", "Lesion Dice", "ms/slice")
    ]
    assert "&lt;i&gt;" in tables.model_cell("<i>", looks(["<i>"]))
    assert tables.table("Model", []) == ""
