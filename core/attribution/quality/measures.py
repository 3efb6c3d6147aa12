"""The available measures, by name, cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

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
    sentences,
)
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.errors import UsageError


@dataclass(frozen=True)
class MeasureKind:
    """A measure that can be computed."""

    name: str
    title: str
    #: The question that it answers, for people.
    question: str
    #: Number of steps that it announces: passes of the network, or maps computed again.
    steps: int
    compute: Callable[[Case], Measure]
    #: Whether a step is a map computed again; otherwise a slice that is scored, or nothing.
    maps: bool = False


def _kind(
    module: ModuleType,
    compute: Callable[[Case], Measure],
    question: str,
    steps: int,
    *,
    maps: bool = False,
) -> MeasureKind:
    return MeasureKind(module.NAME, module.TITLE, question, steps, compute, maps)


_ORDERS = removal.STEPS - 1

#: Cheapest first; `measure_quality` takes them in this order.
MEASURES: dict[str, MeasureKind] = {
    kind.name: kind
    for kind in (
        _kind(
            energy_in_lesion,
            energy_in_lesion.energy_in_lesion,
            "Does the heat lie where the lesion is?",
            1,
        ),
        _kind(
            pointing_game,
            pointing_game.pointing_game,
            "Is the hottest point in the lesion?",
            1,
        ),
        _kind(
            energy_in_liver,
            energy_in_liver.energy_in_liver,
            "Does the heat lie in the liver at all?",
            1,
        ),
        _kind(
            deletion,
            deletion.deletion,
            "Does the score fall when the hottest pixels are removed first?",
            3 * _ORDERS + 2,
        ),
        _kind(
            insertion,
            insertion.insertion,
            "Does the score return when the hottest pixels are put back first?",
            _ORDERS,
        ),
        _kind(
            infidelity,
            infidelity.infidelity,
            "Does the map predict how the score changes when parts are removed?",
            infidelity.SAMPLES,
        ),
        _kind(
            randomisation,
            randomisation.randomisation,
            "Does the map depend on what was learnt?",
            6,
            maps=True,
        ),
        _kind(
            max_sensitivity,
            max_sensitivity.max_sensitivity,
            "Does the map survive a little noise?",
            max_sensitivity.SAMPLES + 1,
            maps=True,
        ),
    )
}
ALL: tuple[str, ...] = tuple(MEASURES)
#: The measures that need no pass of the network.
QUICK: tuple[str, ...] = ("energy_in_lesion", "pointing_game", "energy_in_liver")


def find_measures(names: Iterable[str]) -> tuple[MeasureKind, ...]:
    """The measures of those names, cheapest first, each once.

    Raises:
        UsageError: a name is unknown; the message lists the available measures.
    """
    names = tuple(names)
    for name in names:
        if name not in MEASURES:
            raise UsageError(sentences.unknown_measure(name, MEASURES))
    return tuple(kind for kind in MEASURES.values() if kind.name in names)
