"""The heatmap over each model's images: its lesion probability, or Grad-CAM of the whole series."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS
from core.attribution.series_grad_cam import series_grad_cam
from core.models import ModelCard
from dashboard.components import series_viewer
from dashboard.components.viewer.viewer import HeatScale
from dashboard.screens.compare.choice import GRAD_CAM, LESION_HEAT
from dashboard.services import models
from dashboard.state.jobs import Job, Progress
from dashboard.state.open_series import OpenSeries
from dashboard.state.series_heat import Wanted, Whole
from dashboard.state.session import Session

#: Grad-CAM's colours mean the same for every slice and model.
LOGITS = HeatScale(signed=False, full=FULL_SCALE_LOGITS, unit="logits")


@dataclass(frozen=True)
class PaneHeat:
    """What lies over one model's images; without a URL, why not."""

    url: str | None = None
    label: str = ""
    scale: HeatScale | None = None
    #: A few words where there can be none; the job's error says why.
    why_not: str = ""


def pane_heat(session: Session, opened: OpenSeries, card: ModelCard, choice: str) -> PaneHeat:
    """The chosen heatmap of that model, begun where it is not there yet."""
    if choice == LESION_HEAT:
        heatmap = series_viewer.lesion_heatmap(opened, opened.analysis(card))
        return PaneHeat(heatmap.url, heatmap.label) if heatmap else PaneHeat()
    if choice not in GRAD_CAM:
        return PaneHeat()
    job = _job(session, opened, card, GRAD_CAM[choice])
    if job.state == "failed":
        return PaneHeat(why_not="no heatmap")
    if job.state != "done" or job.result is None:
        return PaneHeat()
    published = opened.by(card.sha256).heat.published
    return PaneHeat(published.show(job.result.volume, opened.series.affine_ras), choice, LOGITS)


def jobs_of(opened: OpenSeries, cards: Sequence[ModelCard], choice: str) -> list[Job[Whole]]:
    """The work on the heatmaps of that choice, under way or ended."""
    target = GRAD_CAM.get(choice)
    works = [opened.by(card.sha256).heat for card in cards]
    return [
        work.job
        for work in works
        if work.job is not None and work.wanted is not None and work.wanted.target == target
    ]


def cancel_others(opened: OpenSeries, choice: str) -> None:
    """Heatmaps that nobody looks at any more are cancelled, and those made are dropped: one class
    at a time, 26 MB per model for 100 slices."""
    target = GRAD_CAM.get(choice)
    for state in opened.states():
        if state.heat.wanted is not None and state.heat.wanted.target != target:
            state.heat.cancel()


def _job(session: Session, opened: OpenSeries, card: ModelCard, target: str) -> Job[Whole]:
    held, wanted = opened.by(card.sha256).heat, Wanted(card.sha256, target)
    if held.job is not None and held.wanted == wanted and held.job.state != "cancelled":
        return held.job
    held.cancel()
    model, series = models.model(card), opened.series

    def work(progress: Progress, cancel: threading.Event) -> Whole:
        heat = series_grad_cam(model, series, target, progress=progress, cancel=cancel)
        return Whole(wanted, heat, heat.volume())

    held.wanted = wanted
    held.job = session.begin(work, name=f"The heatmap of {card.name}", on=opened)
    return held.job
