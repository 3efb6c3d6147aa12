"""Leading the tour: what has to be open, known and in view at each stop.

The tour runs on the malignant sample. The results that come with the program are shown at once;
where there is none of the default model, the analysis is run.
"""

from __future__ import annotations

from core.labels import MALIGNANT
from core.models import ModelCard
from core.models.registry import CLASSICAL_BASELINE, DEFAULT_MODEL
from dashboard.services import analyses, sample_results
from dashboard.state import loading
from dashboard.state.events import SeriesOpened
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from dashboard.state.tour import Stop, Tour

SAMPLE = Sample(MALIGNANT)
#: Models that are compared: more would be too small to tell apart on a projector.
MOST_COMPARED = 3


def is_possible(session: Session) -> bool:
    """Whether there is the sample to tour on, and a model."""
    return SAMPLE.path.is_dir() and bool(session.cards)


def begin(session: Session) -> None:
    """Start at the first stop."""
    session.tour = Tour()
    _arrive(session)


def go(session: Session, steps: int) -> None:
    """So many stops on or back."""
    if session.tour is not None:
        session.tour.go(steps)
        _arrive(session)


def end(session: Session) -> None:
    """Leave the tour; the sample stays open."""
    session.tour = None


def on_series_opened(event: SeriesOpened) -> None:
    """The pixels of a series were read: the tour may have waited for them."""
    session, opened = event.session, event.session.opened
    if session.tour is not None and opened is not None and opened.origin == SAMPLE:
        _prepare(session, opened, session.tour.stop)


def sample_in_view(session: Session) -> OpenSeries | None:
    """The sample of the tour; None where another series is in view, or it is not read yet."""
    opened = session.opened
    return opened if opened is not None and opened.origin == SAMPLE else None


def main_card(session: Session) -> ModelCard | None:
    """The model of the tour: the default one, or else the first."""
    cards = session.cards
    return cards.get(DEFAULT_MODEL) or next(iter(cards.values()), None)


def _arrive(session: Session) -> None:
    """Bring the sample into view, and on it what the stop is about."""
    for entry in session.shelf.opened_from(SAMPLE):
        if isinstance(entry, OpenSeries):
            session.select(entry.key)
            if session.tour is not None:
                _prepare(session, entry, session.tour.stop)
            return
    loading.ask_for_sample(session, SAMPLE.name)


def _prepare(session: Session, opened: OpenSeries, stop: Stop) -> None:
    card = main_card(session)
    if card is None:
        return
    session.use_model = card.name
    sample_results.restore(session, opened, [card])
    analysis = opened.analysis(card)
    if analysis is None:
        # Nothing is stored of these weights: computed here and now.
        analyses.begin(session, opened, card)
        return
    if stop is Stop.LESION and analysis.lesions:
        largest = analysis.lesions[0]
        session.jump(opened, largest.slice_largest)
        opened.by(card.sha256).marked_lesion = largest.id
    elif stop is Stop.WHY and (index := analysis.most_suspicious()) is not None:
        session.jump(opened, index)
    elif stop is Stop.MODELS:
        _restore_some(session, opened)


def _restore_some(session: Session, opened: OpenSeries) -> None:
    """Results of other networks to compare with: the smallest ones first."""
    cards = [card for card in session.cards.values() if card.backbone != CLASSICAL_BASELINE]
    for card in sorted(cards, key=_file_bytes):
        if len(opened.analyses()) >= MOST_COMPARED:
            return
        sample_results.restore(session, opened, [card])


def _file_bytes(card: ModelCard) -> int:
    return card.file.stat().st_size if card.file.is_file() else 0
