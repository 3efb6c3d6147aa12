"""A series of six small slices with a known lesion, and sessions that hold it."""

from __future__ import annotations

from dataclasses import replace

from core.dicom import Discovery, Exclusion, SeriesCandidate
from core.models import ModelCard
from core.pipeline import Analysis, analyze
from core.series import Series
from dashboard.state.jobs import JobService
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Origin, Sample, Upload
from dashboard.state.session import Session
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model

DEADLINE = 60.0
MODEL = known_model()
CARD = ModelCard(
    name=MODEL.name,
    backbone=MODEL.backbone,
    file=MODEL.file,
    sha256=MODEL.weights_sha256,
    card={"summary": "Knows HU bands and nothing else."},
)


class NoProgress:
    """Stands in for the bar that shows how far the opening of a series is."""

    def looking(self, done: int, total: int) -> None:
        pass

    def reading(self, done: int, total: int) -> None:
        pass

    def waiting(self, said: str) -> None:
        pass


def tiny_series(**tags) -> Series:
    """Six slices of 64 x 64; liver on all but the first, a malignant block on slices 3 and 4."""
    volume = block_volume(6)
    volume[3:5, 20:32, 20:32] = MALIGNANT_HU
    tags = {"patient_name": "Muster^Anna", "patient_id": "77", **tags}
    return hu_series(volume, **tags)


def other_series(**tags) -> Series:
    """The same with other pixels."""
    series = tiny_series(**tags)
    return replace(series, volume=series.volume + 1)


def tiny_analysis(series: Series | None = None) -> Analysis:
    return analyze(series or tiny_series(), MODEL, engine="torch")


def candidate_of(series: Series, **changes) -> SeriesCandidate:
    return replace(
        SeriesCandidate(
            uid=series.uid,
            tags=series.tags,
            n_slices=series.n_slices,
            shape=series.volume.shape[1:],
            spacing_mm=series.spacing_mm,
            warnings=series.warnings,
        ),
        **changes,
    )


def discovery_of(*series: Series, exclusions: tuple[Exclusion, ...] = ()) -> Discovery:
    return Discovery(tuple(map(candidate_of, series)), exclusions)


def open_in(session: Session, series: Series, origin: Origin | None = None) -> OpenSeries:
    """That series in memory and in view."""
    (entry,) = session.list_found(discovery_of(series), origin or Upload())
    return session.open(entry, series)


def session_with(
    series: Series | None = None, *, analysed: bool = False, jobs: JobService | None = None
) -> Session:
    """A session with one series in memory and in view, its analysis done if `analysed`.

    Its work runs in a queue of its own: tests don't wait for each other's.
    """
    series = series or tiny_series()
    session = Session(jobs=jobs or JobService())
    opened = open_in(session, series, Sample("tiny"))
    if analysed:
        opened.keep(tiny_analysis(series))
    return session


def finish(session: Session) -> None:
    """Wait for all work of the session, and take in the analyses that ended."""
    for opened in session.shelf.open():
        for job in list(opened._jobs):
            job.wait(DEADLINE)
    for entry in session.shelf:
        for job in list(entry.place.to_worklist.values()):
            job.wait(DEADLINE)
    for job in list(session._jobs):
        job.wait(DEADLINE)
    session.collect()
