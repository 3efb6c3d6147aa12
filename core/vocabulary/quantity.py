"""What a quantity is, and what a column of a table is: everything that is said of it, once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.vocabulary.forms import ABSENT, Form


@dataclass(frozen=True)
class Quantity:
    """One thing that is measured, and how it is named, written, kept and explained.

    A source is whatever holds the value under `key`: a dataclass, or a dict as a file or the
    worklist keeps it. A source that lacks it, such as a record of an older version, has None.
    """

    #: The name in JSON, CSV and the worklist; never changes.
    key: str
    #: For a page with room.
    title: str
    #: One sentence for those who don't know it.
    meaning: str
    form: Form
    unit: str = ""
    #: For a narrow table; by default the title.
    short: str = ""
    #: How it is computed, for `docs/measurements.md`.
    formula: str = ""
    #: Where the formula comes from, and what the value can't tell; for `docs/measurements.md`.
    limits: str = ""
    #: Other names that sources keep it under.
    also: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """`"Volume, mL"`: of a column that holds nothing else."""
        name = self.short or self.title
        return f"{name}, {self.unit}" if self.unit else name

    def value(self, source: object) -> Any:
        """As the source has it; None where it has none."""
        read = source.get if isinstance(source, Mapping) else partial(_attribute, source)
        found = (read(key) for key in (self.key, *self.also))
        return next((value for value in found if value is not None), None)

    def kept(self, source: object) -> Any:
        """As files keep it: plain JSON values, rounded; None where there is no finite value."""
        return plain(self.value(source), self.form.kept)

    def text(self, source: object) -> str:
        """For a person, without the unit; `ABSENT` where there is no value."""
        value = self.value(source)
        return ABSENT if value is None else self.form.text(value)

    def with_unit(self, source: object) -> str:
        """`"3.2 mL"`"""
        text = self.text(source)
        return f"{text} {self.unit}" if self.unit and text != ABSENT else text

    def named(self, source: object) -> str:
        """`"Volume: 3.2 mL"`"""
        text = self.with_unit(source)
        return f"{self.title}: {'not measured' if text == ABSENT else text}"


def _attribute(source: object, key: str) -> Any:
    return getattr(source, key, None)


def plain(value: Any, decimals: int | None = None) -> Any:
    """`value` as JSON has it: no numpy, no tuple, no NaN; numbers rounded to `decimals`."""
    if isinstance(value, tuple | list):
        return [plain(one, decimals) for one in value]
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    return value if decimals is None else round(value, decimals)


def kept_row(quantities: Iterable[Quantity], source: object) -> dict[str, Any]:
    """key -> value as files keep it, in the order of `quantities`."""
    return {one.key: one.kept(source) for one in quantities}


@dataclass(frozen=True)
class Column:
    """A column of a table for people: one quantity, or several that are written as one."""

    quantities: tuple[Quantity, ...]
    heading: str
    meaning: str
    #: Source -> the text of the cell.
    text: Callable[[Any], str]
    #: Whether a table with room must not give each quantity a column of its own.
    is_one: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of what it shows."""
        return tuple(one.key for one in self.quantities)

    @property
    def is_number(self) -> bool:
        """Whether it holds figures rather than words: figures are aligned to the right."""
        return all(one.form.is_number for one in self.quantities)


def column_of(quantity: Quantity) -> Column:
    """A column that shows one quantity and nothing else."""
    return Column((quantity,), quantity.heading, quantity.meaning, quantity.text)


def not_in(columns: Iterable[Column], quantities: Iterable[Quantity]) -> Sequence[Quantity]:
    """Those of `quantities` that none of the columns shows."""
    shown = {key for column in columns for key in column.keys}
    return [one for one in quantities if one.key not in shown]
