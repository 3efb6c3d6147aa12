"""What a heatmap costs on this machine, in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.attribution import METHODS, Method, passes_of_a_map
from core.attribution.quality import QUICK, MeasureKind
from core.errors import UsageError
from dashboard.components import progress
from dashboard.screens.explain import sentences
from dashboard.state.explanations import Question
from dashboard.state.heatmap_costs import Cost
from dashboard.state.session import Session


def passes(question: Question, size: int) -> int:
    """About how many slices go through the network for it; 0 where its settings can't be used.

    Args:
        size: side of the network's input, pixels.
    """
    return _passes(METHODS[question.method], size, question.parameters, question.smooth_samples)


def of_question(session: Session, question: Question, size: int) -> Cost | None:
    """What to expect; None where nothing was measured."""
    return session.heatmap_costs.expected(
        question.weights_sha256,
        question.method,
        passes(question, size),
        gradient=METHODS[question.method].gradient,
    )


def of_method(session: Session, method: Method, weights_sha256: str, size: int) -> Cost | None:
    """The same with the settings that the person has chosen for that method."""
    choice = session.explaining
    samples = choice.smooth_samples if method.gradient else 0
    count = _passes(method, size, choice.parameters.get(method.name, {}), samples)
    return session.heatmap_costs.expected(
        weights_sha256, method.name, count, gradient=method.gradient
    )


def of_measure(
    session: Session, question: Question, size: int, kinds: Iterable[MeasureKind]
) -> float | None:
    """Seconds that those tests of its heatmap take together; None where that was not measured."""
    method, costs = METHODS[question.method], session.heatmap_costs
    score = costs.expected(question.weights_sha256, "", 1, gradient=False)
    a_map = of_question(session, question, size)
    total = 0.0
    for kind in kinds:
        if kind.name in QUICK:
            continue
        # A network with random weights is scored by PyTorch, which nothing was measured of.
        known = a_map if method.gradient or not kind.maps else None
        one = known if kind.maps else score
        if one is None:
            return None
        total += one.seconds * kind.steps
    return total


def measure_in_words(seconds: float | None) -> str:
    """ "About 2.4 s on this machine." """
    if seconds is None:
        return sentences.cost_unknown()
    return sentences.cost_of_a_test(seconds_in_words(seconds))


def in_words(cost: Cost | None) -> str:
    """ "About 2.4 s on this machine, as it last ran." """
    if cost is None:
        return sentences.cost_unknown()
    if cost.ran:
        return sentences.cost_when_it_ran(seconds_in_words(cost.seconds))
    return sentences.cost_of_its_passes(seconds_in_words(cost.seconds))


def seconds_in_words(seconds: float) -> str:
    """ "0.4 s", "12 s" or "3:05 min" """
    return f"{max(seconds, 0.1):.1f} s" if seconds < 9.95 else progress.duration(seconds)


def _passes(
    method: Method, size: int, parameters: Mapping[str, object], smooth_samples: int
) -> int:
    try:
        return passes_of_a_map(method, size, parameters, smooth_samples)
    except UsageError:
        return 0  # the heatmap itself says what is wrong
