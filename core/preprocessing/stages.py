"""The stages of preprocessing on one slice, before and after, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from core.modality import MR
from core.preprocessing.clahe import clahe
from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.crop import LiverCrop
from core.preprocessing.denoise import denoise
from core.preprocessing.grid import SliceGrid
from core.preprocessing.normalise import clip_hu, normalise
from core.preprocessing.rotation import rotate_and_flip
from core.preprocessing.window import apply_window

#: HU shown as black and white where a slice is shown as it comes from the scanner.
SCANNER_HU = (-1000.0, 1000.0)
#: The same of MR, whose signal is brought to 0..255 first.
SCANNER_SIGNAL = (0.0, 255.0)
#: The turn of the example: training draws angles mostly below this.
EXAMPLE_DEGREES = 10.0


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage as it acts on a slice. Pictures are float32 in 0..1, radiological view."""

    #: 1 to 5; contrast enhancement has two parts with the same number.
    number: int
    name: str
    #: What it does and why, in plain words.
    description: str
    #: Whether the config has it act on a slice that the model is asked about.
    enabled: bool
    #: Its settings in words.
    parameters: str
    #: (rows, columns): what goes in.
    before: np.ndarray
    #: (rows, columns): what comes out; made with the config's settings also where not `enabled`.
    after: np.ndarray
    #: Whether it belongs to training alone.
    training_only: bool = False
    #: (top, bottom, left, right) of the part of `before` that `after` shows, as shares of its
    #: height and width; None where both show the same.
    part: tuple[float, float, float, float] | None = None
    #: Whether what it changes is too fine to be seen on the whole body.
    fine: bool = False


def stages(
    hu_slice: np.ndarray,
    config: PreprocessingConfig,
    grid: SliceGrid,
    *,
    crop: LiverCrop | None = None,
    training_flips: bool = False,
) -> list[Stage]:
    """What each stage makes of a slice, in the order of the paper; each starts from the result of
    the stage that feeds it, so not every `before` is the `after` above it.

    Args:
        hu_slice: (rows, columns) HU on the CT's own grid.
        grid: of the series that the slice is from (`SliceGrid.for_series`).
        crop: where the liver is (`crop_to_liver`); None where there is none on this slice.
        training_flips: whether the model was trained on mirrored slices too.
    """
    clipped = _clipped(hu_slice, config, grid)
    broad = normalise(clipped, config.hu_range)
    narrow = apply_window(clipped, config.window)
    equalised = clahe(narrow, config.clahe_clip_limit, config.clahe_tiles)
    return [
        _resize(hu_slice, broad, config, grid),
        Stage(
            2,
            "Contrast: window",
            "Spends all grey levels on the densities in and around the liver.",
            True,
            _window_words(config),
            _picture(broad),
            _picture(narrow),
        ),
        Stage(
            2,
            "Contrast: CLAHE",
            "Stretches contrast tile by tile, so that faint lesions stand out.",
            config.clahe,
            f"{config.clahe_tiles} × {config.clahe_tiles} tiles, "
            f"clip limit {config.clahe_clip_limit:g}",
            _picture(narrow),
            _picture(equalised),
            fine=True,
        ),
        _crop(hu_slice, narrow, config, grid, crop),
        _rotation(narrow, training_flips),
        _noise(clipped, narrow, config, grid),
    ]


def _clipped(hu_slice: np.ndarray, config: PreprocessingConfig, grid: SliceGrid) -> torch.Tensor:
    """(1, size, size) HU on a network grid, cut to the range of the first channel."""
    return clip_hu(torch.from_numpy(grid.to_model(hu_slice[None])), config.hu_range)


def _resize(
    hu_slice: np.ndarray, broad: torch.Tensor, config: PreprocessingConfig, grid: SliceGrid
) -> Stage:
    scanner = grid.orientation.to_radiological(np.asarray(hu_slice, np.float32))
    shown = SCANNER_SIGNAL if config.modality == MR else SCANNER_HU
    raw = clip_hu(torch.from_numpy(np.ascontiguousarray(scanner)), shown)
    low, high = config.hu_range
    rows, columns = grid.shape
    matrix = f"{rows}²" if rows == columns else f"{rows} × {columns}"
    return Stage(
        1,
        "Resize and normalise",
        f"Gives every scan the same pixels, centred on the body, and turns {_values(config)} into "
        "numbers from 0 to 1.",
        True,
        f"{matrix} of {grid.spacing_mm[0]:.2f} mm → {grid.size}² of {grid.pixel_mm:.2f} mm; "
        f"{low:g}–{high:g}{_unit(config)} → 0–1",
        normalise(raw, shown).numpy(),
        _picture(broad),
    )


def _crop(
    hu_slice: np.ndarray,
    narrow: torch.Tensor,
    config: PreprocessingConfig,
    grid: SliceGrid,
    crop: LiverCrop | None,
) -> Stage:
    whole = _picture(narrow)
    if crop is None:
        after, part = whole, None
        words = "No liver found on this slice: " + _WITHOUT_LIVER[config.slices_without_liver]
    else:
        after = _picture(apply_window(_clipped(hu_slice, config, crop.grid), config.window))
        part = grid.share_of(crop.grid)
        words = (
            f"{config.crop_margin_mm:g} mm or more around the liver; "
            f"pixels of {grid.pixel_mm:.2f} mm → {crop.grid.pixel_mm:.2f} mm"
        )
    return Stage(
        3,
        "Crop to the liver",
        "The model's own outline of the liver says where to look a second time, closer.",
        config.crop_to_liver,
        words,
        whole,
        after,
        part=part,
    )


_WITHOUT_LIVER = {"whole": "it stays whole", "left_out": "it would be left out"}


def _rotation(narrow: torch.Tensor, training_flips: bool) -> Stage:
    turned = rotate_and_flip(narrow, EXAMPLE_DEGREES, left_right=training_flips)
    mirrored = "and mirrored " if training_flips else ""
    never = "" if training_flips else "; never mirrored: the liver is on the right"
    return Stage(
        4,
        "Rotation and flipping",
        "In training the same slice lies a little differently each time. A patient's slices are "
        "never turned.",
        False,
        f"Turned by {EXAMPLE_DEGREES:g}° {mirrored}as an example{never}",
        _picture(narrow),
        _picture(turned),
        training_only=True,
    )


def _noise(
    clipped: torch.Tensor, narrow: torch.Tensor, config: PreprocessingConfig, grid: SliceGrid
) -> Stage:
    enabled = config.denoise != "none" and not (
        config.denoise == "gaussian" and config.denoise_sigma == 0
    )
    shown = config if enabled else replace(config, denoise="gaussian", denoise_sigma=1.0)
    return Stage(
        5,
        "Noise filter",
        "Takes out grain, so that it is not taken for texture. The unfiltered slice is kept "
        "beside it.",
        enabled,
        _noise_words(shown, grid),
        _picture(narrow),
        _picture(apply_window(denoise(clipped, shown), config.window)),
        fine=True,
    )


def _noise_words(config: PreprocessingConfig, grid: SliceGrid) -> str:
    if config.denoise == "median":
        return f"Median of {config.median_pixels} × {config.median_pixels} pixels"
    if config.denoise == "non_local_means":
        return f"Non-local means, for noise of {config.nlm_noise_hu:g}{_unit(config)}"
    millimetres = config.denoise_sigma * grid.pixel_mm
    pixels = f"{config.denoise_sigma:g} pixel{'' if config.denoise_sigma == 1 else 's'}"
    return f"Gaussian, standard deviation {pixels} ({millimetres:.1f} mm)"


def _window_words(config: PreprocessingConfig) -> str:
    width, level = config.window
    return (
        f"{level - width / 2:g}–{level + width / 2:g}{_unit(config)} → 0–1 (width {width:g}, "
        f"level {level:g})"
    )


def _values(config: PreprocessingConfig) -> str:
    if config.modality != MR:
        return "Hounsfield units"
    low, high = config.percentiles
    return f"the signal, from percentile {low:g} to {high:g} of the body,"


def _unit(config: PreprocessingConfig) -> str:
    return "" if config.modality == MR else " HU"


def _picture(slices: torch.Tensor) -> np.ndarray:
    return slices[0].numpy()
