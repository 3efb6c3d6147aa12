"""What a training file's slices are of, CT or MR, and the settings that go with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.errors import TrainingDataError
from core.modality import CT, MR
from core.training import sentences
from core.training.columns import MODALITY
from core.training.config import TrainingConfig
from core.training.data import SliceDataset
from core.vocabulary.figures import NOT_STATED


def modality_of(slices: SliceDataset) -> str:
    """Raises TrainingDataError for slices of both."""
    words = slices.columns.get(MODALITY, np.array([], dtype=str))
    found = {CT if word in ("", NOT_STATED) else word for word in set(words.tolist())}
    if len(found) > 1:
        raise TrainingDataError(sentences.several_modalities(" and ".join(sorted(found))))
    return found.pop() if found else CT


def settings_for(config: TrainingConfig, slices: SliceDataset) -> TrainingConfig:
    """`config`, and for MR the scale of its signal, and no samples that imitate CT: other phases of
    contrast, simulated lesions and gallbladders are drawn with the HU that they have there.

    Raises TrainingDataError for slices of both.
    """
    if modality_of(slices) != MR:
        return config
    return replace(
        config,
        preprocessing=replace(config.preprocessing, modality=MR),
        sampling=replace(
            config.sampling, phase_share=0.0, simulated_share=0.0, gallbladder_share=0.0
        ),
    )
