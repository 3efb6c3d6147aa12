"""How a value is written for a person, and how precisely files keep it.

Pages, PDF, tables, the viewer and the command line take their text from here, so that the same
value reads the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

#: Stands for a value that is not there: not measured, or not assessable.
ABSENT = "–"
MINUS = "\N{MINUS SIGN}"
#: Room for every float: the largest has 309 digits before the point. The usual context has 28, and
#: `quantize` fails on a number that needs more.
_WIDE = Context(prec=400)


@dataclass(frozen=True)
class Form:
    """One way to write a kind of value."""

    #: Value, never None -> text without its unit.
    text: Callable[[Any], str]
    #: Decimals that files keep; None keeps the value as it is.
    kept: int | None = None
    #: Whether a table sorts it by size.
    is_number: bool = False


def number(digits: int, kept: int | None = None) -> Form:
    """A number with so many decimals.

    The text is that of what files keep. Otherwise the same 31.154 mm would read 31.2 on the page
    that measured it and 31.1 on one that read it, as 31.15, from a file.
    """

    def text(value: float) -> str:
        if kept is None:
            return decimals(value, digits)
        # Through its shortest decimal form: the float of 31.15 lies a little below it.
        return decimals(Decimal(repr(round(float(value), kept))), digits)

    return Form(text, kept, is_number=True)


def decimals(value: float | Decimal, digits: int) -> str:
    """`"1,234.5"`, `"−0.5"`: a typographic minus, and none before zero.

    Half a unit is rounded away from zero, as JavaScript's `toFixed` does in the viewer.
    """
    exact = value if isinstance(value, Decimal) else Decimal(float(value))
    size = abs(exact).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    return f"{MINUS}{size:,}" if value < 0 and size else f"{size:,}"


def signed(value: float, digits: int) -> str:
    """`"+0.5"`, `"−0.5"`, `"0.0"`: for a change."""
    text = decimals(value, digits)
    is_zero = text == decimals(0.0, digits)
    return f"+{text}" if value > 0 and not is_zero else text


def volume(ml: float) -> str:
    """mL with two decimals below 1, one below 100, none above: `"0.04"`, `"3.2"`, `"1,480"`.

    A volume that two decimals would write as zero reads `"< 0.01"`.
    """
    if 0 < ml < 0.005:
        return "< 0.01"
    return decimals(ml, 2 if ml < 0.995 else 1 if ml < 99.95 else 0)


def signed_volume(ml: float) -> str:
    """A change in mL, with the decimals of `volume`: `"+0.04"`, `"−3.2"`; one that two decimals
    would write as zero reads `"0.00"`: of a change it matters little that there is one."""
    if abs(ml) < 0.005:
        return decimals(0.0, 2)
    return f"{'+' if ml > 0 else MINUS}{volume(abs(ml))}"


def percent(value: float) -> str:
    """One decimal; what that would write as zero reads `"< 0.1"`."""
    return "< 0.1" if 0 < value < 0.05 else decimals(value, 1)


def at_most(value: float, most: float) -> str:
    """`"472"`, `"> 3,650"`: without decimals; beyond `most` only that it is more."""
    return f"> {decimals(most, 0)}" if value > most else decimals(value, 0)


def interval(low: float, high: float, digits: int = 2) -> str:
    """`"0.20–0.40"`"""
    return f"{decimals(low, digits)}–{decimals(high, digits)}"


def slice_number(index: int) -> str:
    """People count slices from 1, files from 0."""
    return str(index + 1)


def slice_span(first: int, last: int) -> str:
    """`"4"` or `"4–9"`, from indices that count from 0."""
    return slice_number(first) if first == last else f"{first + 1}–{last + 1}"


def word(value: object) -> str:
    """`"<= 20 HU"` has the sign that print has."""
    return str(value).replace("<=", "≤").replace(">=", "≥")


def words(values: Sequence[object]) -> str:
    """`"sharp, homogeneous"`"""
    return ", ".join(map(word, values))


def finite(value: object) -> float | None:
    """`value` as a float if it is a finite number, otherwise None: for files from elsewhere."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _point(values: Sequence[float]) -> str:
    return ", ".join(decimals(one, 0) for one in values)


COUNT = Form(lambda value: f"{value:,}", is_number=True)
PROBABILITY = number(2, kept=6)
LENGTH = number(1, kept=2)
#: Degrees.
ANGLE = number(1, kept=2)
HU = number(0, kept=2)
AREA = number(0, kept=2)
VOLUME = Form(volume, kept=4, is_number=True)
PERCENT = Form(percent, kept=4, is_number=True)
SLICE = Form(slice_number, is_number=True)
#: A place in the patient, mm.
POINT = Form(_point, kept=2)
WORD = Form(word)
WORDS = Form(words)
YES_NO = Form(lambda value: "yes" if value else "no")
