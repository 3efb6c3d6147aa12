"""Two models that outline the same and call it differently, and a session that holds both."""

from __future__ import annotations

from dataclasses import replace

import torch

from core.models import ModelCard
from core.pipeline import analyze
from core.series import Series
from dashboard.state.jobs import JobService
from dashboard.state.session import Session
from tests.core.known_network import BandNetwork, known_model
from tests.dashboard.tiny_case import CARD, MODEL, session_with, tiny_analysis


class SeesBenign(BandNetwork):
    """As `BandNetwork`, but what is malignant there is benign here: p = (0.1, 0.7, 0.2)."""

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        masks, _ = super().forward(slices)
        lesion = masks[:, 2] + masks[:, 3]
        masks = torch.stack([masks[:, 0], masks[:, 1], lesion, torch.zeros_like(lesion)], dim=1)
        any_lesion = (lesion > 0).flatten(1).any(dim=1).float()[:, None]
        answers = self.class_logits
        return masks, answers[0] * (1 - any_lesion) + answers[1] * any_lesion


OTHER = replace(known_model(SeesBenign()), name="other")
OTHER_CARD = ModelCard(
    name=OTHER.name,
    backbone=OTHER.backbone,
    file=OTHER.file,
    sha256=OTHER.weights_sha256,
    card={"parameters": 1_500_000, "file_bytes": 2_000_000},
)
CARDS = {CARD.name: CARD, OTHER_CARD.name: OTHER_CARD}
MODELS = {CARD.name: MODEL, OTHER_CARD.name: OTHER}


def two_model_session(
    *, analysed: int = 2, series: Series | None = None, jobs: JobService | None = None
) -> Session:
    """The tiny series in view, analysed by the first `analysed` of the two models."""
    session = session_with(series, jobs=jobs)
    session.cards, session.card = dict(CARDS), CARD
    opened = session.opened
    if analysed > 0:
        opened.keep(tiny_analysis(opened.series))
    if analysed > 1:
        opened.keep(analyze(opened.series, OTHER, engine="torch"))
    return session
