"""Giving an open sample the results that come with the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashboard.services import worklist
from dashboard.services.sample_results import heat, kept
from dashboard.state.imports import one_at_a_time
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Sample
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.models import ModelCard
    from core.pipeline import Analysis


def is_sample(opened: OpenSeries) -> bool:
    """Whether it is one of the bundled samples, of which there may be stored results."""
    return isinstance(opened.origin, Sample)


def restore(session: Session, opened: OpenSeries, cards: Iterable[ModelCard]) -> list[str]:
    """Give a sample the stored results of those models, where it has none.

    Each is marked as stored (`AnalysisState.is_stored`), and neither the worklist nor the audit
    trail takes it for an analysis. A model without a stored result, or whose weights or card have
    changed since, is left out.

    Returns:
        The names of the models whose results were given.
    """
    given = []
    for card in cards:
        if opened.analysis(card) is not None or opened.job(card) is not None:
            continue
        # PyTorch may not have been imported yet.
        with one_at_a_time():
            analysis = _analysis(opened, card)
            if analysis is None:
                continue
            worklist.is_kept(analysis)
            session.restore(opened, analysis, is_stored=True)
            heat.restore(opened, card)
        given.append(card.name)
    return given


def _analysis(opened: OpenSeries, card: ModelCard) -> Analysis | None:
    if not isinstance(opened.origin, Sample):
        return None
    data = kept.read(kept.analysis_file(opened.origin.name, card.name), card)
    if data is None:
        return None
    # Imported late: torch stands behind it.
    from core.cautions import Reach
    from core.risk import PatientSettings
    from core.worklist.outlines import unpack

    settings, reach = PatientSettings.from_card(card.card), Reach.from_card(card.card)
    return unpack(data, opened.series, settings, reach)
