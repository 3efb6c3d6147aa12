"""A network whose answer can be told by looking at the slice, and series to show it.

It reads HU bands off its first channel, so no weights stand behind the expected values.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.models import Model
from core.preprocessing import PreprocessingConfig
from core.series import Series, SeriesTags

#: HU that `BandNetwork` reads as each mask class. Background is bright, so that the blurred edge
#: between liver and background passes through no lesion band.
BACKGROUND_HU, LIVER_HU, BENIGN_HU, MALIGNANT_HU = 250, 105, 15, 55
SIZE = 64
#: The network pixel equals the series' pixel and the field its matrix: the two grids coincide.
PREPROCESSING = PreprocessingConfig(size=SIZE, pixel_mm=1.5, max_pixel_mm=1.5)

_serial = itertools.count()


@contextmanager
def small_livers() -> Iterator[None]:
    """Analyses within take blocks of some 90 mL for livers of which more than half is in view: by
    the rule for patients such a series is not assessable."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.cautions.coverage.HALF_LIVER_ML", 10.0)
        patch.setattr("core.cautions.coverage.SMALL_LIVER_ML", 10.0)
        yield


class BandNetwork(nn.Module):
    """Masks by HU band with certainty; classes by what the slice holds.

    p = (0.8, 0.1, 0.1) without lesion pixels, (0.1, 0.7, 0.2) with benign ones,
    (0.05, 0.15, 0.8) with malignant ones.
    """

    def __init__(self) -> None:
        super().__init__()
        answers = torch.tensor([[0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.05, 0.15, 0.8]])
        self.class_logits = nn.Parameter(answers.log(), requires_grad=False)

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hu = slices[:, 0] * 255
        benign, malignant = (hu >= 5) & (hu < 30), (hu >= 30) & (hu < 80)
        liver = (hu >= 80) & (hu < 180)
        background = ~(benign | malignant | liver)
        masks = torch.stack([background, liver, benign, malignant], dim=1).float() * 40
        any_benign = benign.flatten(1).any(dim=1).float()[:, None]
        any_malignant = malignant.flatten(1).any(dim=1).float()[:, None]
        answers = self.class_logits
        logits = answers[0] * (1 - any_benign) + answers[1] * any_benign
        return masks, logits * (1 - any_malignant) + answers[2] * any_malignant


def known_model(
    network: nn.Module | None = None,
    preprocessing: PreprocessingConfig = PREPROCESSING,
    temperature: float = 1.0,
) -> Model:
    """A `Model` around `network` with weights of its own (no two share an exported graph)."""
    return Model(
        name="known",
        backbone="none",
        network=(network or BandNetwork()).eval(),
        preprocessing=preprocessing,
        temperature=temperature,
        weights_sha256=f"{next(_serial):064x}",
        file=Path("known.pth"),
    )


def hu_series(
    volume: np.ndarray,
    spacing_mm: tuple[float, float, float] = (5.0, 1.5, 1.5),
    *,
    positions_mm: np.ndarray | None = None,
    origin_xy: tuple[float, float] = (0.0, 0.0),
    row_direction: tuple[float, float, float] = (1.0, 0.0, 0.0),
    column_direction: tuple[float, float, float] = (0.0, 1.0, 0.0),
    **tags,
) -> Series:
    """A series from HU (z, y, x), slices at `positions_mm` along z (default: every spacing)."""
    if positions_mm is None:
        positions_mm = np.arange(len(volume)) * spacing_mm[0]
    origins = np.column_stack([np.tile(origin_xy, (len(volume), 1)), positions_mm])
    return Series(
        uid="1.2.3",
        volume=np.ascontiguousarray(volume, dtype=np.int16),
        spacing_mm=spacing_mm,
        slice_origins_mm=origins.astype(np.float64),
        row_direction=row_direction,
        column_direction=column_direction,
        tags=SeriesTags(**tags),
    )


def block_volume(n_slices: int = 6) -> np.ndarray:
    """HU (n, 64, 64): liver in rows and columns 10..49 of every slice but the first."""
    volume = np.full((n_slices, SIZE, SIZE), BACKGROUND_HU, dtype=np.int16)
    volume[1:, 10:50, 10:50] = LIVER_HU
    return volume
