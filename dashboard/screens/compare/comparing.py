"""The comparison of finished analyses, made once; their heatmaps are compared in the meantime."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.comparison import Comparison, card_facts, from_analyses, grad_cam_heat
from core.labels import MALIGNANT
from core.models import ModelCard
from core.pipeline import Analysis
from dashboard.services import models
from dashboard.state.jobs import Job, Progress
from dashboard.state.open_series import HeatComparison, OpenSeries
from dashboard.state.session import Session


@dataclass(frozen=True)
class Compared:
    """Which comparison: of which weights, against which reference mask."""

    weights: tuple[str, ...]
    #: `id` of the mask's array, which the comparison keeps; None without one.
    reference: int | None


def comparison_of(
    opened: OpenSeries, cards: Sequence[ModelCard], reference: np.ndarray | None
) -> Comparison:
    """Of models that have all analysed the series; heatmaps apart."""
    question = Compared(_weights(cards), None if reference is None else id(reference))
    return opened.comparisons.of(question, lambda: _compare(opened, cards, reference))


def _compare(
    opened: OpenSeries, cards: Sequence[ModelCard], reference: np.ndarray | None
) -> Comparison:
    rises = {card.name: opened.by(card.sha256).memory_rise_bytes for card in cards}
    return from_analyses(
        opened.series,
        _analyses(opened, cards),
        facts={card.name: card_facts(card) for card in cards},
        peak_memory_bytes={name: rise for name, rise in rises.items() if rise is not None},
        reference=reference,
    )


def heat_job(session: Session, opened: OpenSeries, cards: Sequence[ModelCard]) -> Job[Comparison]:
    """The comparison with that of the heatmaps, begun at the first call; that of another choice of
    models is cancelled."""
    weights = _weights(cards)
    held = opened.heat_comparison
    if held is not None and held.weights == weights:
        return held.job
    cancel_heat(opened)
    series, analyses = opened.series, _analyses(opened, cards)
    heat = {
        card.name: grad_cam_heat(models.model(card), analysis, MALIGNANT)
        for card, analysis in zip(cards, analyses, strict=True)
    }

    def work(progress: Progress, cancel: threading.Event) -> Comparison:
        return from_analyses(
            series, analyses, heat=heat, heat_target=MALIGNANT, progress=progress, cancel=cancel
        )

    job = session.begin(work, name="The comparison of the heatmaps", on=opened)
    opened.heat_comparison = HeatComparison(weights, job)
    return job


def finished_heat(opened: OpenSeries, cards: Sequence[ModelCard]) -> Job[Comparison] | None:
    """The same if it was made; one that is under way is cancelled."""
    held = opened.heat_comparison
    if held is not None and not held.job.finished:
        cancel_heat(opened)
    elif held is not None and held.weights == _weights(cards):
        return held.job
    return None


def cancel_heat(opened: OpenSeries) -> None:
    """The heatmaps' comparison that is under way, or was made, is no longer wanted."""
    if opened.heat_comparison is not None:
        opened.heat_comparison.job.cancel()
        opened.heat_comparison = None


def with_heat(comparison: Comparison, compared: Comparison) -> Comparison:
    """The same with how alike the heatmaps are, from the result of `heat_job`."""
    return replace(comparison, heat=compared.heat, agreement=compared.agreement)


def _weights(cards: Sequence[ModelCard]) -> tuple[str, ...]:
    return tuple(card.sha256 for card in cards)


def _analyses(opened: OpenSeries, cards: Sequence[ModelCard]) -> list[Analysis]:
    """Of those that have finished."""
    found = (opened.analysis(card) for card in cards)
    return [analysis for analysis in found if analysis is not None]
