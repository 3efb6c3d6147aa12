"""The heatmap over each model's images: its lesion probability, or Grad-CAM of the whole series."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS
from core.attribution.series_grad_cam import series_grad_cam
from core.models import ModelCard
from dashboard.components import series_viewer
from dashboard.components.viewer.viewer import HeatScale
from dashboard.screens.compare.choice import GRAD_CAM, LESION_HEAT
from dashboard.services import models
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

#: One heatmap after another; the person waits for them, so not behind what is made unasked.
_turn = threading.Lock()
#: Grad-CAM's colours mean the same for every slice and model.
LOGITS = HeatScale(signed=False, full=FULL_SCALE_LOGITS, unit="logits")


@dataclass(frozen=True)
class PaneHeat:
    """What lies over one model's images; without a URL, why not."""

    url: str | None = None
    label: str = ""
    scale: HeatScale | None = None
    #: A few words where there can be none; the task's error says why.
    why_not: str = ""


def pane_heat(session: Session, entry: Entry, card: ModelCard, choice: str) -> PaneHeat:
    """The chosen heatmap of that model, begun where it is not there yet."""
    if choice == LESION_HEAT:
        heatmap = series_viewer.lesion_heatmap(session, entry, session.analysis(entry, card))
        return PaneHeat(heatmap.url, heatmap.label) if heatmap else PaneHeat()
    if choice not in GRAD_CAM:
        return PaneHeat()
    task = _task(session, entry, card, GRAD_CAM[choice])
    if task.state == "failed":
        return PaneHeat(why_not="no heatmap")
    if task.state != "done":
        return PaneHeat()
    key = (entry.digest, card.sha256, "series Grad-CAM")
    url = session.publish(key, task.result, entry.series.affine_ras, "heatmap")
    return PaneHeat(url, choice, LOGITS)


def tasks_of(
    session: Session, entry: Entry, cards: Sequence[ModelCard], choice: str
) -> list[Task[np.ndarray]]:
    """The work on the heatmaps of that choice, under way or ended."""
    if choice not in GRAD_CAM:
        return []
    keys = [_key(entry, card, GRAD_CAM[choice]) for card in cards]
    return [session.tasks[key] for key in keys if key in session.tasks]


def call_off_others(session: Session, entry: Entry, choice: str) -> None:
    """Heatmaps that nobody looks at any more are not made to the end, and those made are let
    go: a class at a time, 26 MB a model for 100 slices."""
    target = GRAD_CAM.get(choice)
    for key in [k for k in session.tasks if k[:2] == (entry.digest, "series heat")]:
        if key[3] != target:
            session.tasks.pop(key).cancel()


def _task(session: Session, entry: Entry, card: ModelCard, target: str) -> Task[np.ndarray]:
    """(z, y, x) uint8 on the CT's grid, 255 at the top of Grad-CAM's fixed scale."""
    key = _key(entry, card, target)
    held = session.tasks.get(key)
    if held is not None and held.state != "cancelled":
        return held
    session.tasks.pop(key, None)
    model, series = models.model(card), entry.series

    def work(progress, cancel) -> np.ndarray:
        return series_grad_cam(model, series, target, progress=progress, cancel=cancel).volume()

    return session.begin(key, work, name=f"The heatmap of {card.name}", turn=_turn)


def _key(entry: Entry, card: ModelCard, target: str) -> tuple[str, ...]:
    return (entry.digest, "series heat", card.sha256, target)
