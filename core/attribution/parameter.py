"""A parameter of an attribution method: its description, default and allowed values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsFloat

from core.attribution import sentences
from core.errors import UsageError

ParameterValue = int | float | str


@dataclass(frozen=True)
class Parameter:
    """One parameter; the type of `default` is its type."""

    name: str
    title: str
    default: ParameterValue
    help: str
    #: Allowed values if it is a name; empty if any name will do.
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def value(self, given: object) -> ParameterValue:
        """`given` (a value, or its text from a command line) as a value of this parameter.

        Raises:
            UsageError: it has the wrong type or is out of range.
        """
        try:
            value = self._typed(given)
        except (TypeError, ValueError):
            value = None
        if value is None or not self._allowed(value):
            raise UsageError(sentences.unusable_value(self.name, given, self._expected()))
        return value

    def _typed(self, given: object) -> ParameterValue | None:
        if isinstance(self.default, str):
            return given if isinstance(given, str) else None
        if isinstance(given, bool) or not isinstance(given, str | SupportsFloat):
            return None
        number = float(given)
        if not math.isfinite(number):
            return None
        if isinstance(self.default, int):
            return int(number) if number.is_integer() else None
        return number

    def _allowed(self, value: ParameterValue) -> bool:
        if isinstance(value, str):
            return not self.choices or value in self.choices
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _expected(self) -> str:
        if isinstance(self.default, str):
            return f"one of {', '.join(self.choices)}" if self.choices else "a name"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        if self.minimum is not None and self.maximum is not None:
            return f"{kind} from {self.minimum:g} to {self.maximum:g}"
        return f"{kind} of at least {self.minimum:g}" if self.minimum is not None else kind


def parameter_values(
    parameters: Sequence[Parameter], given: Mapping[str, object], method: str
) -> dict[str, ParameterValue]:
    """Every parameter's value: the given one, or its default.

    Raises:
        UsageError: a name is unknown (the message lists the known ones), or a value can't be used.
    """
    known = {parameter.name: parameter for parameter in parameters}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UsageError(sentences.unknown_parameter(method, unknown[0], known))
    return {
        name: parameter.value(given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }
