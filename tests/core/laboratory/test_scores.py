"""ALBI, FIB-4 and APRI against values worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.laboratory import scores
from core.laboratory.scores import albi_grade
from tests.core.laboratory.made import CONVENTIONAL, SCAN, SI, laboratory


@pytest.mark.parametrize("text", [SI, CONVENTIONAL], ids=["SI", "conventional"])
def test_by_hand_in_both_systems_of_units(text):
    albi, fib4, apri = scores(laboratory(text), SCAN, age_years=60)
    # 0.66 x log10(20) - 0.085 x 35 = 0.66 x 1.30103 - 2.975
    assert albi.value == pytest.approx(-2.11632, abs=1e-4)
    assert albi.text == "−2.12, grade 2"
    # 60 x 60 / (150 x 8)
    assert fib4.value == pytest.approx(3.0)
    # 100 x (60 / 40) / 150
    assert apri.value == pytest.approx(1.0, abs=1e-4)
    assert [one.doubts for one in (albi, fib4, apri)] == [(), (), ()]


@pytest.mark.parametrize(
    ("score", "grade"), [(-3.0, 1), (-2.60, 1), (-2.59, 2), (-1.39, 2), (-1.38, 3), (0.0, 3)]
)
def test_grades_of_albi(score, grade):
    assert albi_grade(score) == grade


def test_what_is_missing_is_named():
    text = "".join(line + "\n" for line in SI.splitlines() if "AST" not in line)
    albi, fib4, apri = scores(laboratory(text), SCAN)
    assert albi.value is not None
    assert (fib4.value, apri.value) == (None, None)
    assert fib4.obstacle == "Not computed: needs AST and the patient's age."
    assert apri.obstacle == "Not computed: needs AST and the upper limit of normal of AST."


def test_the_upper_limit_of_ast_is_the_laboratorys_own_not_a_usual_one():
    text = SI.replace("AST,60,U/L,2026-01-31,,40", "AST,60,U/L,2026-01-31,,")
    *_, apri = scores(laboratory(text), SCAN)
    assert apri.obstacle.code == "needs"
    *_, apri = scores(laboratory(text), SCAN, ast_upper_u_l=30)
    # 100 x (60 / 30) / 150
    assert apri.value == pytest.approx(4 / 3)
    # What the laboratory says goes before what somebody typed.
    *_, apri = scores(laboratory(SI), SCAN, ast_upper_u_l=30)
    assert apri.value == pytest.approx(1.0)


def test_age_is_counted_on_the_day_of_the_sample():
    text = "\n".join(
        f"{line},{end}"
        for line, end in zip(SI.splitlines(), ["birth_date", *["1966-02-01"] * 5], strict=True)
    )
    _, fib4, _ = scores(laboratory(text), SCAN, age_years=20)
    # 59 on 31 January, 60 a day later.
    assert fib4.value == pytest.approx(59 * 60 / 1200)


@pytest.mark.parametrize(("age", "doubted"), [(34, True), (35, False), (65, False), (66, True)])
def test_ages_at_which_fib4_is_unreliable(age, doubted):
    _, fib4, _ = scores(laboratory(), SCAN, age_years=age)
    assert [doubt.code for doubt in fib4.doubts] == ["age_outside"] * doubted


@pytest.mark.parametrize("age", [-1, 121, 999_999])
def test_an_age_that_nobody_has_gives_no_score(age):
    _, fib4, apri = scores(laboratory(), SCAN, age_years=age)
    assert (fib4.value, fib4.obstacle.code) == (None, "impossible_age")
    assert apri.value is not None


@pytest.mark.parametrize("age", [0, 120])
def test_the_youngest_and_the_oldest_age(age):
    _, fib4, _ = scores(laboratory(), SCAN, age_years=age)
    assert fib4.value == pytest.approx(age * 60 / 1200)


@pytest.mark.parametrize(
    ("birth", "code"), [("1905-01-31", "impossible_age"), ("2026-02-01", "before_birth")]
)
def test_a_day_of_birth_that_cannot_be_gives_no_score(birth, code):
    known = replace(laboratory(), born=date.fromisoformat(birth))
    albi, fib4, apri = scores(known, SCAN, age_years=60)
    assert (fib4.value, fib4.obstacle.code) == (None, code)
    others = {one.obstacle.code if one.obstacle else "" for one in (albi, apri)}
    assert others == ({"before_birth"} if code == "before_birth" else {""})


@pytest.mark.parametrize(("upper", "code"), [(0.5, "impossible_upper"), (1001, "impossible_upper")])
def test_an_upper_limit_that_no_laboratory_has_gives_no_score(upper, code):
    silent = SI.replace("AST,60,U/L,2026-01-31,,40", "AST,60,U/L,2026-01-31,,")
    *_, told = scores(laboratory(silent), SCAN, ast_upper_u_l=upper)
    *_, reported = scores(laboratory(SI.replace(",,40", f",,{upper}")), SCAN)
    assert [one.obstacle.code for one in (told, reported)] == [code, code]


def test_a_bound_gives_no_score():
    albi, *_ = scores(laboratory(SI.replace("bilirubin,20", "bilirubin,<20")), SCAN)
    assert albi.obstacle.code == "bound_only"


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 3, 2), []),
        (date(2026, 3, 3), ["far_from_scan", "far_from_scan"]),
    ],
)
def test_values_far_from_the_scan_are_doubted(day, codes):
    """30 days and 31 from 31 January."""
    albi, *_ = scores(laboratory(), day)
    assert [doubt.code for doubt in albi.doubts] == codes


def test_values_far_from_each_other_are_doubted():
    text = SI.replace("albumin,35,g/L,2026-01-31", "albumin,35,g/L,2026-01-23")
    albi, *_ = scores(laboratory(text), SCAN)
    assert [doubt.code for doubt in albi.doubts] == ["days_apart"]
    assert " 8 days" in albi.doubts[0]


def test_the_value_nearest_to_the_scan_counts_and_the_newest_without_a_day():
    text = SI + "albumin,20,g/L,2026-02-20,35,50\nalbumin,30,g/L,2026-01-01,35,50\n"
    albi, *_ = scores(laboratory(text), SCAN)
    assert [value.value for value in albi.inputs] == [20, 35]
    albi, *_ = scores(laboratory(text), None)
    assert [value.value for value in albi.inputs] == [20, 20]
