"""A setting of an attribution method: its words, its default and what it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import UsageError


@dataclass(frozen=True)
class Parameter:
    """One setting; the type of `default` is its type."""

    name: str
    title: str
    default: int | float | str
    help: str
    #: Allowed values, for names; empty where any will do.
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def value(self, given: object) -> int | float | str:
        """`given` (a value, or its text from a command line) as a value of this parameter.

        Raises:
            UsageError: it is of another type or out of range.
        """
        try:
            value = self._typed(given)
        except (TypeError, ValueError):
            value = None
        if value is None or not self._allowed(value):
            raise UsageError(f"{self.name} is {given!r}: use {self._wanted()}.")
        return value

    def _typed(self, given: object) -> int | float | str | None:
        if isinstance(self.default, str):
            return given if isinstance(given, str) else None
        if isinstance(given, bool):
            return None
        number = float(given)
        if not math.isfinite(number):
            return None
        if isinstance(self.default, int):
            return int(number) if number.is_integer() else None
        return number

    def _allowed(self, value: int | float | str) -> bool:
        if isinstance(value, str):
            return not self.choices or value in self.choices
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _wanted(self) -> str:
        if isinstance(self.default, str):
            return f"one of {', '.join(self.choices)}" if self.choices else "a name"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        if self.minimum is not None and self.maximum is not None:
            return f"{kind} from {self.minimum:g} to {self.maximum:g}"
        return f"{kind} from {self.minimum:g} on" if self.minimum is not None else kind


def parameter_values(
    parameters: Sequence[Parameter], given: Mapping[str, object], method: str
) -> dict[str, int | float | str]:
    """Every parameter's value: the given one, or its default.

    Raises:
        UsageError: a name is unknown (the message lists those there are) or a value is.
    """
    known = {parameter.name: parameter for parameter in parameters}
    unknown = [name for name in given if name not in known]
    if unknown:
        there = f"choose from {', '.join(known)}" if known else "it has none"
        raise UsageError(f"{method} has no parameter {unknown[0]!r}: {there}.")
    return {
        name: parameter.value(given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }
