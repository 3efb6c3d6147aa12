"""Analysing the samples with the shipped models, and keeping what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from core.attribution import explain
from core.attribution.quality import QUICK, measure_quality
from core.dicom import discover, read_series
from core.labels import MALIGNANT, SLICE_CLASSES
from core.models import Model, ModelCard
from core.models.registry import DEFAULT_MODEL
from core.pipeline import Analysis, analyze
from core.series import Series
from dashboard.services.sample_results import heat, kept
from dashboard.state.origin import SAMPLES
from tools.studies.shipped_models import load_shipped, shipped_models

#: The sample of the tour, whose most suspicious slice has a stored heatmap by the default model.
HEAT_OF = MALIGNANT


def write(*, everything: bool = False, only: str = "") -> Iterator[str]:
    """Write what is missing or out of date, or all; yields a line about each file.

    Args:
        only: name of the one model whose results are written; "" for every model.

    Raises:
        UnknownModelError: there is no such shipped model.
    """
    cards = shipped_models()
    yield from _remove_strangers(cards)
    for name in [only] if only else cards:
        samples = [
            sample
            for sample in SLICE_CLASSES
            if everything or name not in cards or not is_current(sample, cards[name])
        ]
        if samples:
            model = load_shipped(name)
            for sample in samples:
                yield _write(sample, sample_series(sample), model, cards[name])


def is_current(sample: str, card: ModelCard) -> bool:
    """Whether all that is to be kept of that model on that sample is there and of its weights."""
    analysis = kept.read(kept.analysis_file(sample, card.name), card)
    if (sample, card.name) != (HEAT_OF, DEFAULT_MODEL):
        return analysis is not None
    heatmap = kept.read(kept.heat_file(sample, card.name), card)
    return analysis is not None and heatmap is not None


@cache
def sample_series(sample: str) -> Series:
    """The images of a sample."""
    (candidate,) = discover([SAMPLES / sample]).candidates
    return read_series(candidate)


def _write(sample: str, series: Series, model: Model, card: ModelCard) -> str:
    analysis = analyze(series, model)
    file = kept.analysis_file(sample, card.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    data = kept.packed(analysis, card)
    file.write_bytes(data)
    if (sample, card.name) == (HEAT_OF, DEFAULT_MODEL):
        kept.heat_file(sample, card.name).write_bytes(_heat(series, model, card, analysis))
    return (
        f"{sample}, {card.name}: {analysis.patient.category}, {len(analysis.lesions)} lesions, "
        f"{len(data) / 1000:.0f} kB, {analysis.seconds['total']:.1f} s"
    )


def _heat(series: Series, model: Model, card: ModelCard, analysis: Analysis) -> bytes:
    index = analysis.most_suspicious()
    assert index is not None, "the sample has a liver"
    mask = analysis.mask[index]
    explanation = explain(heat.METHOD, model, series, index, MALIGNANT, mask=mask)
    quality = measure_quality(model, series, explanation, mask=mask, measures=QUICK)
    return heat.packed(explanation, quality, card)


def _remove_strangers(cards: dict[str, ModelCard]) -> Iterator[str]:
    """Results of models that are shipped no more."""
    for file in sorted(kept.DATA.glob("*/*.npz")):
        if file.name.split(".")[0] not in cards:
            file.unlink()
            yield f"{file.parent.name}, {file.name}: removed, no such model is shipped"
