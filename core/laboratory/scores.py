"""ALBI, FIB-4 and APRI from laboratory values, with what stands in the way and what to doubt.

Formulas, sources and limits are in `core.vocabulary.laboratory`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.laboratory import sentences
from core.laboratory.lab_tests import LabTest, find_test
from core.laboratory.values import Laboratory, LabValue
from core.sentence import Sentence
from core.vocabulary.laboratory import ALBI, ALBUMIN, ALT, APRI, AST, BILIRUBIN, FIB4, PLATELETS
from core.vocabulary.quantity import Quantity

#: Further from the scan than this, or from each other, values are doubted. Ours.
FAR_DAYS, APART_DAYS = 30, 7
#: Ages for which FIB-4 was found to work (McPherson et al. 2017).
FIB4_AGES = (35, 65)
#: Whole years that a patient can be old; U/L that the upper limit of normal of AST can be. Beyond
#: them nothing is computed.
AGES, AST_UPPERS = (0, 120), (1, 1000)
#: Upper ends of ALBI's grades 1 and 2.
ALBI_GRADES = (-2.60, -1.39)


@dataclass(frozen=True)
class Score:
    """One score, or why there is none."""

    quantity: Quantity
    value: float | None
    #: `"grade 2"`; "" where the score has no grades.
    grade: str = ""
    #: What it was computed from.
    inputs: tuple[LabValue, ...] = ()
    obstacle: Sentence | None = None
    doubts: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """`"−2.12, grade 2"`; "" without a value."""
        if self.value is None:
            return ""
        number = self.quantity.form.text(self.value)
        return f"{number}, {self.grade}" if self.grade else number


def albi(bilirubin_umol_l: float, albumin_g_l: float) -> float:
    """Johnson et al. 2015."""
    return 0.66 * math.log10(bilirubin_umol_l) - 0.085 * albumin_g_l


def albi_grade(score: float) -> int:
    """1, 2 or 3: up to −2.60, up to −1.39, above. As published, to two decimals."""
    rounded = round(score, 2)
    return 1 + sum(rounded > end for end in ALBI_GRADES)


def fib4(age_years: float, ast_u_l: float, platelets_10_9_l: float, alt_u_l: float) -> float:
    """Sterling et al. 2006."""
    return age_years * ast_u_l / (platelets_10_9_l * math.sqrt(alt_u_l))


def apri(ast_u_l: float, ast_upper_u_l: float, platelets_10_9_l: float) -> float:
    """Wai et al. 2003."""
    return 100.0 * (ast_u_l / ast_upper_u_l) / platelets_10_9_l


def scores(
    laboratory: Laboratory,
    scan_day: date | None,
    *,
    age_years: int | None = None,
    ast_upper_u_l: float | None = None,
) -> tuple[Score, Score, Score]:
    """ALBI, FIB-4 and APRI from the values nearest to the scan; with an age outside `AGES`, a limit
    outside `AST_UPPERS`, or a value from before the birth, that score is not computed.

    Args:
        scan_day: None where the CT does not say it: then the newest values count.
        age_years: where the source does not know the day of birth.
        ast_upper_u_l: AST's upper limit of normal, where the value comes without one.
    """
    held = {
        key: laboratory.nearest(_test(key), scan_day)
        for key in (BILIRUBIN.key, ALBUMIN.key, AST.key, ALT.key, PLATELETS.key)
    }
    bilirubin, albumin = held[BILIRUBIN.key], held[ALBUMIN.key]
    ast, alt, platelets = held[AST.key], held[ALT.key], held[PLATELETS.key]
    age = age_at(laboratory, ast, age_years)
    upper = (ast.high_converted if ast else None) or ast_upper_u_l
    born = laboratory.born
    return (
        _score(
            ALBI,
            {BILIRUBIN: bilirubin, ALBUMIN: albumin},
            scan_day,
            born,
            albi,
        ),
        _score(
            FIB4,
            {AST: ast, PLATELETS: platelets, ALT: alt},
            scan_day,
            born,
            lambda ast_, count, alt_: fib4(float(age or 0), ast_, count, alt_),
            missing=() if age is not None else ("the patient's age",),
            impossible=_impossible_age(age),
            doubts=_age_doubts(age),
        ),
        _score(
            APRI,
            {AST: ast, PLATELETS: platelets},
            scan_day,
            born,
            lambda ast_, count: apri(ast_, float(upper or 1), count),
            missing=() if upper else ("the upper limit of normal of AST",),
            impossible=_impossible_upper(upper),
        ),
    )


def age_at(laboratory: Laboratory, value: LabValue | None, told: int | None) -> int | None:
    """Whole years on the day of `value`, from the day of birth; else what was told."""
    born = laboratory.born
    if born is None or value is None or value.day < born:
        return told
    day = value.day
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def doubts_of(value: LabValue, scan_day: date | None) -> tuple[Sentence, ...]:
    """What to doubt in one value: that it lies far from the scan."""
    if scan_day is None:
        return ()
    days = abs((value.day - scan_day).days)
    if days <= FAR_DAYS:
        return ()
    return (sentences.far_from_scan(value.test.name, days, FAR_DAYS),)


def _score(
    quantity: Quantity,
    parts: dict[Quantity, LabValue | None],
    scan_day: date | None,
    born: date | None,
    compute: Callable[..., float],
    *,
    missing: Sequence[str] = (),
    impossible: Sentence | None = None,
    doubts: tuple[Sentence, ...] = (),
) -> Score:
    for value in parts.values():
        if value is not None and born is not None and value.day < born:
            return Score(quantity, None, obstacle=sentences.before_birth(value.test.name))
    lacking = [part.short or part.title for part, value in parts.items() if value is None]
    if lacking or missing:
        words = [*lacking, *missing]
        return Score(quantity, None, obstacle=sentences.needs(_and(words)))
    if impossible is not None:
        return Score(quantity, None, obstacle=impossible)
    inputs = tuple(value for value in parts.values() if value is not None)
    if bound := next((value for value in inputs if value.comparator), None):
        return Score(quantity, None, obstacle=sentences.bound_only(bound.test.name))
    result = compute(*(value.converted for value in inputs))
    days = [value.day for value in inputs]
    apart = (max(days) - min(days)).days
    found = [doubt for value in inputs for doubt in doubts_of(value, scan_day)]
    if apart > APART_DAYS:
        found.append(sentences.days_apart(quantity.title, apart, APART_DAYS))
    grade = f"grade {albi_grade(result)}" if quantity is ALBI else ""
    return Score(quantity, result, grade, inputs, doubts=(*found, *doubts))


def _impossible_age(age: int | None) -> Sentence | None:
    if age is None or AGES[0] <= age <= AGES[1]:
        return None
    return sentences.impossible_age(age, *AGES)


def _impossible_upper(upper: float | None) -> Sentence | None:
    if upper is None or AST_UPPERS[0] <= upper <= AST_UPPERS[1]:
        return None
    return sentences.impossible_upper(upper, *AST_UPPERS)


def _age_doubts(age: int | None) -> tuple[Sentence, ...]:
    if age is None or FIB4_AGES[0] <= age <= FIB4_AGES[1]:
        return ()
    return (sentences.age_outside(age),)


def _and(words: Sequence[str]) -> str:
    """`"AST, ALT and the patient's age"`"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _test(key: str) -> LabTest:
    found = find_test(key)
    assert found is not None
    return found
