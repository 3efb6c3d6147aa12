"""A series of six small slices with a known lesion, and sessions that hold it."""

from __future__ import annotations

from dataclasses import replace

from core.dicom import Discovery, Exclusion, SeriesCandidate
from core.models import ModelCard
from core.pipeline import Analysis, analyze
from core.series import Series
from dashboard.state.session import Session
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model

MODEL = known_model()
CARD = ModelCard(
    name=MODEL.name,
    backbone=MODEL.backbone,
    file=MODEL.file,
    sha256=MODEL.weights_sha256,
    card={"summary": "Knows HU bands and nothing else."},
)


def tiny_series(**tags) -> Series:
    """Six slices of 64 x 64; liver on all but the first, a malignant block on slices 3 and 4."""
    volume = block_volume(6)
    volume[3:5, 20:32, 20:32] = MALIGNANT_HU
    tags = {"patient_name": "Muster^Anna", "patient_id": "77", **tags}
    return hu_series(volume, **tags)


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


def session_with(series: Series | None = None, *, analysed: bool = False) -> Session:
    """A session with one series in memory and in view, its analysis done if `analysed`."""
    series = series or tiny_series()
    session = Session()
    (entry,) = session.opened(discovery_of(series), "sample tiny")
    entry = session.loaded(entry.key, series)
    if analysed:
        session.analyses[entry.digest, CARD.sha256] = tiny_analysis(series)
    return session
