"""Settings of a run made to suit its backbone, before any weight is drawn."""

from __future__ import annotations

from dataclasses import replace

from core.errors import UsageError
from core.models.backbones import Options
from core.models.fit import fit_backbone
from core.sentence import Sentence
from core.training import sentences
from core.training.config import TrainingConfig


def fit_to_backbone(
    config: TrainingConfig, shape: tuple[int, int]
) -> tuple[TrainingConfig, Options, Sentence | None]:
    """What the backbone needs to take the run's slices.

    Args:
        shape: (rows, columns) of the training slices.

    Returns:
        The settings, with whole slices instead of crops if the backbone takes nothing else; what
        timm must be told; and what to report.

    Raises:
        UnknownModelError: timm has no such backbone, or it can't be used for these slices.
        UsageError: the backbone takes the settings' slices only, and the data's are others.
    """
    side, sampling = config.preprocessing.size, config.sampling
    crop = (min(sampling.rows, shape[0]), min(sampling.columns or shape[1], shape[1]))
    fit = fit_backbone(
        config.backbone,
        side,
        {shape, crop} - {(side, side)},
        decoder=config.decoder,
        decoder_channels=config.decoder_channels,
    )
    if fit.every_shape:
        return config, fit.options, None
    if shape != (side, side):
        raise UsageError(sentences.slices_of_another_size(config.backbone, *shape, side))
    whole = replace(config, sampling=replace(sampling, rows=side, columns=0))
    return whole, fit.options, sentences.trained_on_whole_slices(config.backbone, side)
