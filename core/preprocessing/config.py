"""The preprocessing settings: saved in every checkpoint, so that input matches the training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from core.errors import CheckpointError
from core.modality import CT
from core.mr_signal import BODY_PERCENTILES
from core.preprocessing import sentences
from core.preprocessing.settings_check import first_problem


@dataclass(frozen=True)
class PreprocessingConfig:
    """How a slice becomes the three channels of the network.

    The three channels, each 0..1: HU clipped to `hu_range` (contrast between organs), the narrow
    `window` (contrast within the liver), and that window after noise filtering.

    The defaults are what checkpoints without a setting were trained with, so they never change.

    Raises:
        CheckpointError: a value is out of range or of the wrong type; the message names it.
    """

    #: What the network reads, one of `core.modality.MODALITIES`. MR signal is brought to 0..255 by
    #: `intensity`; wherever HU are named below, it is meant then.
    modality: str = CT
    #: Percentiles of the MR signal in the body that become 0 and 255.
    percentiles: tuple[float, float] = BODY_PERCENTILES
    #: Side of the square network input, pixels; a multiple of 32.
    size: int = 256
    #: Target pixel side in mm; the training slices are 512² at 0.6-1.0 mm halved to 256².
    pixel_mm: float = 1.5
    #: The largest pixel side in mm, for wide patients.
    max_pixel_mm: float = 2.0
    #: Clip of the first channel, HU.
    hu_range: tuple[float, float] = (0.0, 255.0)
    #: (width, level) in HU of the second and third channels: 20..180 HU.
    window: tuple[float, float] = (160.0, 100.0)
    #: Standard deviation of the Gaussian noise filter of the third channel, network pixels.
    denoise_sigma: float = 1.0
    #: Noise filter of the third channel: one of `settings_check.NOISE_FILTERS`.
    denoise: str = "gaussian"
    #: Side of the median filter's square, network pixels; odd.
    median_pixels: int = 3
    #: Noise that non-local means removes: its standard deviation on the network grid, HU.
    nlm_noise_hu: float = 10.0
    #: Whether the second channel is equalised tile by tile (`preprocessing.clahe`).
    clahe: bool = False
    #: Largest share of a tile's pixels in one grey level: above 0 to 1, higher is more contrast.
    clahe_clip_limit: float = 0.01
    #: Tiles along each side of the slice.
    clahe_tiles: int = 8
    #: Whether a first pass finds the liver and a second one scores it (`preprocessing.crop`).
    crop_to_liver: bool = False
    #: Margin around the liver, within the slice and along the body, mm.
    crop_margin_mm: float = 15.0
    #: The smallest pixel side in mm of the crop.
    crop_pixel_mm: float = 1.0
    #: What the second pass does with slices that hold no liver: one of
    #: `settings_check.WITHOUT_LIVER`.
    slices_without_liver: str = "whole"

    def __post_init__(self) -> None:
        problem = first_problem(vars(self))
        if problem:
            raise CheckpointError(problem)

    def to_dict(self) -> dict:
        """Plain JSON-able values; of CT without those that are of MR alone."""
        of_mr = ("modality", "percentiles") if self.modality == CT else ()
        return {name: value for name, value in asdict(self).items() if name not in of_mr}

    @classmethod
    def from_dict(cls, values: dict) -> PreprocessingConfig:
        """The inverse of `to_dict`; settings missing from `values` keep their defaults.

        Raises:
            CheckpointError: a key is not a setting of this version, or a value makes no sense.
        """
        if not isinstance(values, dict):
            raise CheckpointError(sentences.settings_not_a_table(values))
        known = {f.name for f in fields(cls)}
        unknown = sorted(map(str, set(values) - known))
        if unknown:
            raise CheckpointError(sentences.unknown_settings(unknown))
        settings: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
        return cls(**settings)
