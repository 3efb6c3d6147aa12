"""The scale on which a network sees a series: HU, or the signal between two levels of the body.

The signal of MR has a scale of its own in every series. Two percentiles of the values in the body
become 0 and 255, so that a network meets the same range in each, and the settings of the other
stages mean for MR what they mean for HU. Which percentiles is in the checkpoint.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.modality import MR
from core.mr_signal import body_begins, body_levels
from core.preprocessing.body import SOFT_TISSUE_HU
from core.preprocessing.config import PreprocessingConfig
from core.series import Series

#: What the upper level of the body becomes, as the training files hold it.
UPPER = 255.0


def on_network_scale(series: Series, config: PreprocessingConfig) -> Series:
    """The series with its values on the scale that `config` asks for: itself where that is HU, else
    a copy of its volume, float32."""
    if config.modality != MR:
        return series
    low, high = body_levels(series.volume, config.percentiles)
    factor = UPPER / max(high - low, float(np.finfo(np.float32).tiny))
    volume = (series.volume.astype(np.float32) - np.float32(low)) * np.float32(factor)
    return replace(series, volume=volume)


def body_above(series: Series, config: PreprocessingConfig) -> float:
    """The value above which a pixel of a series on that scale is soft tissue or brighter."""
    return body_begins(series.volume) if config.modality == MR else SOFT_TISSUE_HU
