"""The comparison of analyses that are there, made once; their heatmaps are compared meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from core.comparison import Comparison, card_facts, from_analyses, grad_cam_heat
from core.labels import MALIGNANT
from core.models import ModelCard
from dashboard.services import models
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

#: Those of all sessions go one after another: the heatmaps in each keep all cores busy.
_turn = threading.Lock()


def comparison_of(
    session: Session, entry: Entry, cards: Sequence[ModelCard], reference: np.ndarray | None
) -> Comparison:
    """Of models that have all analysed the series; heatmaps apart."""
    key = (entry.digest, "comparison", *(card.sha256 for card in cards))
    held = session.shown.get(key)
    if held is None or held.reference_mask is not reference:
        session.shown[key] = from_analyses(
            entry.series,
            [session.analysis(entry, card) for card in cards],
            facts={card.name: card_facts(card) for card in cards},
            peak_memory_bytes={
                card.name: rise
                for card in cards
                if (rise := session.memory_rises.get((entry.digest, card.sha256))) is not None
            },
            reference=reference,
        )
    return session.shown[key]


def heat_task(session: Session, entry: Entry, cards: Sequence[ModelCard]) -> Task[Comparison]:
    """The comparison with that of the heatmaps, begun at the first call; that of another
    choice of models is called off."""
    key = (entry.digest, "heat compared", *(card.sha256 for card in cards))
    for other in [k for k in session.tasks if k[:2] == key[:2] and k != key]:
        session.tasks.pop(other).cancel()
    if key not in session.tasks:
        analyses = [session.analysis(entry, card) for card in cards]
        heat = {
            card.name: grad_cam_heat(models.model(card), analysis, MALIGNANT)
            for card, analysis in zip(cards, analyses, strict=True)
        }
        compare = partial(from_analyses, entry.series, analyses, heat=heat, heat_target=MALIGNANT)
        session.begin(
            key,
            lambda progress, cancel: compare(progress=progress, cancel=cancel),
            name="The comparison of the heatmaps",
            turn=_turn,
        )
    return session.tasks[key]


def with_heat(comparison: Comparison, compared: Comparison) -> Comparison:
    """The same with how alike the heatmaps are, from the result of `heat_task`."""
    return replace(comparison, heat=compared.heat, agreement=compared.agreement)
