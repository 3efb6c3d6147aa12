"""Laboratory values: checked as they come in, in the unit they were reported in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from core.laboratory import sentences
from core.laboratory.lab_tests import LabTest, find_test, ucum_of
from core.sentence import Sentence
from core.typed_text import one_line
from core.vocabulary import forms

#: Written before a value that lies outside what the method measures.
COMPARATORS = ("", "<", "<=", ">", ">=")
_MOST_DIGITS = 3
#: Above every value that is taken, in any unit: it appears only in a refusal.
_HUGE = 1e12
#: Of UCUM codes, as people write them.
_PRETTY = (
    ("10*9", "10⁹"),
    ("10*3", "10³"),
    ("[IU]", "IU"),
    ("ug", "µg"),
    ("umol", "µmol"),
    ("uL", "µL"),
    ("ukat", "µkat"),
    ("mm3", "mm³"),
)


@dataclass(frozen=True)
class LabValue:
    """One result of one test."""

    test: LabTest
    #: In `unit`, finite and above zero.
    value: float
    #: UCUM, as reported.
    unit: str
    day: date
    #: One of `COMPARATORS`; a value with one enters no score.
    comparator: str = ""
    #: The laboratory's reference range, in `unit`; None where it is not given.
    low: float | None = None
    high: float | None = None

    @property
    def converted(self) -> float:
        """In the unit of the test's quantity."""
        return self.value * self.test.units[self.unit]

    @property
    def high_converted(self) -> float | None:
        """The upper limit of normal in the unit of the test's quantity."""
        return None if self.high is None else self.high * self.test.units[self.unit]

    @property
    def text(self) -> str:
        """`"1.2 mg/dL"`, `"< 2 ng/mL"`, as reported; INR has no unit."""
        sign = f"{forms.word(self.comparator)} " if self.comparator else ""
        return f"{sign}{number_text(self.value)}{unit_text(self.unit)}"

    @property
    def converted_text(self) -> str:
        """In the unit of scores: `"20.5 µmol/L"`; "" where it was reported in that unit."""
        if self.test.units[self.unit] == 1.0:
            return ""
        sign = f"{forms.word(self.comparator)} " if self.comparator else ""
        quantity = self.test.quantity
        return f"{sign}{quantity.form.text(self.converted)} {quantity.unit}"

    @property
    def range_text(self) -> str:
        """`"0.2–1.2"`, `"≤ 40"`, `"≥ 35"`, in the unit it was reported in; "" without one."""
        if self.low is not None and self.high is not None:
            return f"{number_text(self.low)}–{number_text(self.high)}"
        if self.high is not None:
            return f"≤ {number_text(self.high)}"
        return "" if self.low is None else f"≥ {number_text(self.low)}"

    @property
    def flag(self) -> str:
        """`"low"`, `"high"`, or "" inside the range or without one."""
        if self.low is not None and self.value < self.low:
            return "low"
        return "high" if self.high is not None and self.value > self.high else ""


@dataclass(frozen=True)
class Laboratory:
    """What is known of one patient, the newest values first."""

    values: tuple[LabValue, ...]
    #: Where they are from: a file's name, or a server.
    source: str
    #: What was left out, and what to know about the rest.
    notes: tuple[Sentence, ...] = ()
    #: The day of birth, if the source says it.
    born: date | None = field(default=None, repr=False)

    def nearest(self, test: LabTest, to: date | None) -> LabValue | None:
        """The value of `test` nearest to that day, of two the later; the newest without a day."""
        found = [value for value in self.values if value.test is test]
        if to is None:
            return max(found, key=lambda value: value.day, default=None)
        return min(found, key=lambda v: (abs((v.day - to).days), -v.day.toordinal()), default=None)


@dataclass(frozen=True)
class Raw:
    """A result as a file or a server says it."""

    #: For people: `"Line 3"`, `"Observation 12"`.
    where: str
    test: str
    value: object
    unit: str
    day: str
    comparator: str = ""
    low: object = None
    high: object = None
    #: Whether a comma may stand for the decimal point.
    commas: bool = False


def checked(raw: Raw, today: date | None = None) -> LabValue | Sentence:
    """The value, or why it is refused. `today`: later days are refused (default: today, UTC)."""
    test = find_test(raw.test)
    if test is None:
        return sentences.unknown_test(raw.where)
    comparator, given = raw.comparator, raw.value
    if isinstance(given, str) and not comparator:
        comparator, given = _split(given)
    value = as_number(given, commas=raw.commas)
    if value is None or comparator not in COMPARATORS:
        return sentences.not_a_number(raw.where, test.name)
    if value <= 0:
        return sentences.not_above_zero(raw.where, test.name, number_text(value))
    if not raw.unit.strip():
        return sentences.without_unit(raw.where, test.name, number_text(value), list(test.units))
    unit = ucum_of(raw.unit)
    if unit not in test.units:
        return sentences.unknown_unit(raw.where, test.name, list(test.units))
    day = as_day(raw.day)
    if day is None:
        return sentences.without_day(raw.where, test.name, bool(raw.day))
    # A day more: it may be tomorrow where the laboratory is.
    if day > (today or datetime.now(UTC).date()) + timedelta(days=1):
        return sentences.in_the_future(raw.where, test.name, day.isoformat())
    made = LabValue(
        test,
        value,
        unit,
        day,
        comparator,
        as_number(raw.low, commas=raw.commas),
        as_number(raw.high, commas=raw.commas),
    )
    # A method may measure less than anyone can have, never more: "< 1" is a result.
    lowest = 0.0 if comparator else test.lowest
    if not lowest <= made.converted <= test.highest:
        return sentences.impossible(raw.where, test.name, made.text)
    if not _may_be_range(made):
        return sentences.impossible_range(raw.where, test.name)
    return made


def _may_be_range(value: LabValue) -> bool:
    """Whether its reference range begins at 0 or above and ends above that, at no more than anyone
    can have."""
    low, factor = value.low or 0.0, value.test.units[value.unit]
    high = value.test.highest / factor if value.high is None else value.high
    return 0 <= low < high <= value.test.highest / factor * (1 + 1e-9)


def newest_first(values: Iterable[LabValue]) -> tuple[LabValue, ...]:
    """By day, each result once; of one day in the order of the tests."""
    unique = dict.fromkeys(values)
    return tuple(sorted(unique, key=lambda value: value.day, reverse=True))


def as_number(value: object, *, commas: bool = False) -> float | None:
    """A finite number from a number or text; None for anything else.

    With `commas`, "1,2" is 1.2; "1,234" and "1.234" could be either number and are none.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _finite(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if commas:
        _, _, decimals = text.replace(".", ",").partition(",")
        if len(decimals) == 3 and "," not in decimals:
            return None
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    # `Decimal` takes more than numbers that people write, and more than a float holds.
    return None if "_" in text else _finite(number)


def _finite(number: float | Decimal) -> float | None:
    try:
        made = float(number)
    except OverflowError:
        return None
    return made if math.isfinite(made) else None


def as_day(text: str) -> date | None:
    """The day of an ISO 8601 date or time, as FHIR writes it; None for less than a day."""
    try:
        return date.fromisoformat(text.strip()[:10]) if len(text.strip()) >= 10 else None
    except ValueError:
        return None


def number_text(value: float) -> str:
    """As many decimals as it has, three at most: `"0.9"`, `"210"`, `"1,234.5"`; what no laboratory
    reports is short: `"1e+308"`."""
    if abs(value) >= _HUGE:
        return f"{value:.3g}"
    exponent = Decimal(repr(round(value, _MOST_DIGITS))).normalize().as_tuple().exponent
    return forms.decimals(value, max(0, -int(exponent)))


def unit_text(unit: str) -> str:
    """`" mg/dL"` with its space, as people write UCUM; "" for a pure number."""
    if unit == "1" or unit.startswith("{"):
        return ""
    for code, words in _PRETTY:
        unit = unit.replace(code, words)
    return f" {unit}"


def shown(text: object, longest: int) -> str:
    """For a sentence: short and printable."""
    line = one_line(str(text))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _split(text: str) -> tuple[str, str]:
    """`"<= 2.0"` -> ("<=", "2.0")"""
    text = text.strip().replace("≤", "<=").replace("≥", ">=")
    for sign in ("<=", ">=", "<", ">"):
        if text.startswith(sign):
            return sign, text[len(sign) :].strip()
    return "", text
