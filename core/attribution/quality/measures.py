"""The measures there are, by name, the cheap ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.attribution.quality import (
    deletion,
    energy_in_lesion,
    energy_in_liver,
    infidelity,
    insertion,
    max_sensitivity,
    pointing_game,
    randomisation,
    removal,
)
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.errors import UsageError


@dataclass(frozen=True)
class MeasureKind:
    """A measure before it is taken."""

    name: str
    title: str
    #: The question that it answers, for people.
    question: str
    #: What it takes, in words.
    cost: str
    #: Steps that it announces: passes of the network, or maps made anew.
    steps: int
    take: Callable[[Case], Measure]


def _kind(
    module: object, take: Callable[[Case], Measure], question: str, cost: str, steps: int
) -> MeasureKind:
    return MeasureKind(module.NAME, module.TITLE, question, cost, steps, take)


_ORDERS = removal.STEPS - 1

#: Cheapest first; `measure_quality` takes them in this order.
MEASURES: dict[str, MeasureKind] = {
    kind.name: kind
    for kind in (
        _kind(
            energy_in_lesion,
            energy_in_lesion.energy_in_lesion,
            "Does the heat lie where the lesion is?",
            "nothing",
            1,
        ),
        _kind(
            pointing_game,
            pointing_game.pointing_game,
            "Is the hottest point in the lesion?",
            "nothing",
            1,
        ),
        _kind(
            energy_in_liver,
            energy_in_liver.energy_in_liver,
            "Does the heat lie in the liver at all?",
            "nothing",
            1,
        ),
        _kind(
            deletion,
            deletion.deletion,
            "Does the score fall when the hottest pixels go first?",
            f"{3 * _ORDERS + 2} passes of the network, shared with insertion",
            3 * _ORDERS + 2,
        ),
        _kind(
            insertion,
            insertion.insertion,
            "Does the score come back when the hottest pixels come first?",
            f"{_ORDERS} passes more, or {3 * _ORDERS + 2} without deletion",
            _ORDERS,
        ),
        _kind(
            infidelity,
            infidelity.infidelity,
            "Does the map foretell what the score does when parts go?",
            f"{infidelity.SAMPLES} passes of the network and some",
            infidelity.SAMPLES,
        ),
        _kind(
            randomisation,
            randomisation.randomisation,
            "Does the map depend on what was learnt?",
            "the map 6 times over",
            6,
        ),
        _kind(
            max_sensitivity,
            max_sensitivity.max_sensitivity,
            "Does the map survive a little noise?",
            f"the map {max_sensitivity.SAMPLES + 1} times over",
            max_sensitivity.SAMPLES + 1,
        ),
    )
}
ALL: tuple[str, ...] = tuple(MEASURES)
#: Those that need no pass of the network.
QUICK: tuple[str, ...] = ("energy_in_lesion", "pointing_game", "energy_in_liver")


def find_measures(names: Iterable[str]) -> tuple[MeasureKind, ...]:
    """The measures of those names, cheap ones first, each once.

    Raises:
        UsageError: there is none of a name; the message lists those there are.
    """
    names = tuple(names)
    for name in names:
        if name not in MEASURES:
            raise UsageError(f"there is no measure {name!r}: choose from {', '.join(MEASURES)}.")
    return tuple(kind for kind in MEASURES.values() if kind.name in names)
