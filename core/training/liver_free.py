"""Slices without liver, cut from CT series: what teaches a model to stay silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.dicom import load_series
from core.errors import UsageError
from core.modality import CT, MR
from core.preprocessing import PreprocessingConfig, SliceGrid, on_network_scale
from core.training import sentences
from core.training.data import HU_MAX, HU_MIN

_SPEC = re.compile(r"(?P<input>.+):(?P<first>\d+)-(?P<last>\d+)(?::(?P<step>\d+))?")


@dataclass(frozen=True)
class LiverFreeRange:
    """Slices `first` to `last` (inclusive, 0 the most inferior), each `step`-th, of one input."""

    input: Path
    first: int
    last: int
    step: int = 1

    @classmethod
    def parse(cls, text: str) -> LiverFreeRange:
        """Read "INPUT:FIRST-LAST" or "INPUT:FIRST-LAST:STEP".

        Raises:
            UsageError: `text` has another form, or the range is empty.
        """
        match = _SPEC.fullmatch(text)
        if not match:
            raise UsageError(sentences.not_a_range(text))
        first, last, step = int(match["first"]), int(match["last"]), int(match["step"] or 1)
        if last < first or step < 1:
            raise UsageError(sentences.empty_range(text))
        return cls(Path(match["input"]), first, last, step)


def liver_free_slices(ranges: list[LiverFreeRange], config: PreprocessingConfig) -> np.ndarray:
    """Read the series and bring the slices to the form of the training data.

    Returns:
        (n, size, size) uint8, HU clipped to 0..255, radiological view.

    Raises:
        InputError: an input can't be read. UsageError: a range goes beyond its series.
    """
    return np.concatenate([_slices(one, config) for one in ranges])


def _slices(wanted: LiverFreeRange, config: PreprocessingConfig) -> np.ndarray:
    series = load_series([wanted.input])
    if wanted.last >= series.n_slices:
        raise UsageError(
            sentences.slice_beyond_series(wanted.input.name, wanted.last, series.n_slices - 1)
        )
    config = replace(config, modality=MR if not series.is_ct else CT)
    series = on_network_scale(series, config)
    picked = series.volume[wanted.first : wanted.last + 1 : wanted.step]
    on_grid = SliceGrid.for_series(series, config).to_model(picked)
    return on_grid.clip(HU_MIN, HU_MAX).round().astype(np.uint8)
