"""One value: its unit decides, and what can't be sure is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.laboratory.lab_tests import TESTS, find_test, ucum_of
from core.laboratory.values import LabValue, Raw, as_number, checked, number_text
from tests.core.laboratory.made import TODAY

GOOD = Raw("Row 1", "bilirubin", "1.2", "mg/dL", "2026-01-31")


def value_of(**changes) -> LabValue:
    made = checked(replace(GOOD, **changes), TODAY)
    assert isinstance(made, LabValue), made
    return made


def code_of(**changes) -> str:
    return checked(replace(GOOD, **changes), TODAY).code


@pytest.mark.parametrize(
    ("test", "value", "unit", "converted"),
    [
        # 10 mg/L divided by 584.66 g/mol.
        ("bilirubin", 1, "mg/dL", 17.104),
        ("bilirubin", 20, "µmol/l", 20),
        ("albumin", 3.5, "g/dl", 35),
        ("albumin", 3500, "mg/dL", 35),
        ("AFP", 7, "ng/mL", 7),
        ("platelets", 150_000, "/uL", 150),
        ("platelets", 150, "10^9/L", 150),
        ("platelets", 150, "x10⁹/L", 150),
        ("platelets", 150, "10*3/uL", 150),
        ("AST", 1, "µkat/L", 60),
        ("ALT", 500, "nkat/L", 30),
        ("ALT", 30, "IU/L", 30),
        ("INR", 1.1, "{INR}", 1.1),
    ],
)
def test_values_are_converted_by_their_unit(test, value, unit, converted):
    made = value_of(test=test, value=value, unit=unit)
    assert made.converted == pytest.approx(converted, rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": ""}, "without_unit"),
        ({"test": "INR", "value": 1.1, "unit": " "}, "without_unit"),
        ({"unit": "mg"}, "unknown_unit"),
        # International units are no mass: how many micrograms depends on the standard.
        ({"test": "AFP", "unit": "[IU]/mL"}, "unknown_unit"),
        ({"value": "-3"}, "not_above_zero"),
        ({"value": "0"}, "not_above_zero"),
        ({"value": "high"}, "not_a_number"),
        ({"value": "1,234", "commas": True}, "not_a_number"),
        ({"value": "1.234", "commas": True}, "not_a_number"),
        ({"value": "1234,567", "commas": True}, "not_a_number"),
        ({"value": "1,2"}, "not_a_number"),
        ({"value": 10**400}, "not_a_number"),
        ({"value": float("nan")}, "not_a_number"),
        ({"value": "1e400"}, "not_a_number"),
        ({"value": True}, "not_a_number"),
        ({"day": ""}, "without_day"),
        ({"day": "2026-01"}, "without_day"),
        ({"day": "31.01.2026"}, "without_day"),
        ({"day": "2026-03-03"}, "in_the_future"),
        ({"test": "potassium"}, "unknown_test"),
        ({"test": "albumin", "value": "3.5", "unit": "g/L"}, "impossible"),
        ({"test": "albumin", "value": "35", "unit": "g/dL"}, "impossible"),
        ({"value": "<1e26"}, "impossible"),
        ({"value": "> 1e308"}, "impossible"),
        ({"value": "1e308"}, "impossible"),
        # Its converted value is more than a float holds.
        ({"value": "1.7e308"}, "impossible"),
        ({"value": "-1e308"}, "not_above_zero"),
        ({"value": "1e308", "unit": ""}, "without_unit"),
        ({"high": "1e308"}, "impossible_range"),
        ({"high": "-1"}, "impossible_range"),
        ({"high": "0"}, "impossible_range"),
        ({"low": "-1"}, "impossible_range"),
        ({"low": "2", "high": "1"}, "impossible_range"),
        # 2,000 umol/L are 116.9 mg/dL.
        ({"high": "117"}, "impossible_range"),
        ({"low": "117"}, "impossible_range"),
    ],
)
def test_what_is_not_sure_is_refused_by_a_sentence(changes, code):
    assert code_of(**changes) == code


def test_tomorrow_may_be_today_where_the_laboratory_is():
    assert value_of(day="2026-03-02").day == date(2026, 3, 2)


def test_a_limit_of_the_method_is_kept_and_shown():
    made = value_of(test="AFP", value="< 2.0", unit="ng/mL")
    assert (made.comparator, made.value, made.text) == ("<", 2.0, "< 2 ng/mL")
    # Less than anyone's, as a coarse method says it.
    assert value_of(test="AFP", value="<1e-9", unit="ng/mL").comparator == "<"
    assert value_of(test="AFP", value="≥1000", unit="ug/L").text == "≥ 1,000 µg/L"


def test_commas_count_as_points_only_where_the_file_writes_them():
    assert value_of(value="1,2", commas=True).value == 1.2
    assert value_of(value="1.2", commas=True).value == 1.2
    assert value_of(value="1.234").value == 1.234


def test_ranges_and_flags_are_in_the_reported_unit():
    made = value_of(value="1.3", low="0.3", high="1.2")
    assert (made.range_text, made.flag) == ("0.3–1.2", "high")
    assert made.high_converted == pytest.approx(20.525, rel=1e-4)
    assert value_of(low="1.3").flag == "low"
    assert value_of(high="1.2").range_text == "≤ 1.2"
    assert value_of(low="0", high="116.9").range_text == "0–116.9"
    assert value_of().range_text == value_of().flag == ""


def test_what_was_reported_and_what_is_computed_with():
    made = value_of()
    assert (made.text, made.converted_text) == ("1.2 mg/dL", "20.5 µmol/L")
    assert value_of(value="20", unit="umol/L").converted_text == ""
    assert value_of(test="INR", value="1.10", unit="1").text == "1.1"


def test_each_code_and_name_is_of_one_test():
    codes = [code for test in TESTS for code in test.loinc]
    assert len(codes) == len(set(codes))
    assert find_test("14631-6") is find_test("Total  Bilirubin") is find_test("BILIRUBIN")
    assert find_test("2160-0") is None
    for test in TESTS:
        assert test.quantity.unit == "" or ucum_of(test.quantity.unit) in test.units


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.9, "0.9"), (210.0, "210"), (1234.5678, "1,234.568"), (1e6, "1,000,000"), (1e308, "1e+308")],
)
def test_numbers_keep_their_decimals(value, text):
    assert number_text(value) == text


def test_words_are_no_numbers():
    assert [as_number(word) for word in ("", "NaN", "inf", "1_000", "0x10", None)] == [None] * 6
