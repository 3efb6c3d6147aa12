"""The settings of preprocessing: saved in every checkpoint, so that a model meets what it knows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from core.errors import CheckpointError
from core.preprocessing import sentences
from core.preprocessing.settings_check import first_problem


@dataclass(frozen=True)
class PreprocessingConfig:
    """How a CT slice becomes the three channels of the network.

    The three channels, each 0..1: HU clipped to `hu_range` (contrast between organs), the narrow
    `window` (contrast within the liver), and that window after noise filtering.

    The defaults are what checkpoints without a setting were trained with, so they never change.

    Raises:
        CheckpointError: a value is out of range or of another kind; the sentence names it.
    """

    #: Side of the square network input, pixels; a multiple of 32.
    size: int = 256
    #: Pixel side in mm aimed at; the training slices are 512² at 0.6-1.0 mm halved to 256².
    pixel_mm: float = 1.5
    #: The largest pixel side in mm that a wide patient may stretch it to.
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
    #: Noise that non-local means takes away: its standard deviation on the network grid, HU.
    nlm_noise_hu: float = 10.0
    #: Whether the second channel is equalised tile by tile (`preprocessing.clahe`).
    clahe: bool = False
    #: Largest share of a tile's pixels in one grey level: above 0 to 1, higher is more contrast.
    clahe_clip_limit: float = 0.01
    #: Tiles along each side of the slice.
    clahe_tiles: int = 8
    #: Whether a first pass finds the liver and a second one scores it (`preprocessing.crop`).
    crop_to_liver: bool = False
    #: Room left around the liver, in the slice and along the body, mm.
    crop_margin_mm: float = 15.0
    #: The finest pixel side in mm that the crop may come down to.
    crop_pixel_mm: float = 1.0
    #: What the second pass does with slices that hold no liver: one of
    #: `settings_check.WITHOUT_LIVER`.
    slices_without_liver: str = "whole"

    def __post_init__(self) -> None:
        problem = first_problem(vars(self))
        if problem:
            raise CheckpointError(sentences.setting_makes_no_sense(problem))

    def to_dict(self) -> dict:
        """Plain JSON-able values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> PreprocessingConfig:
        """The inverse of `to_dict`; a setting that `values` lacks takes its default.

        Raises:
            CheckpointError: a key is not a setting of this version, or a value makes no sense.
        """
        if not isinstance(values, dict):
            raise CheckpointError(sentences.settings_are_no_table(values))
        known = {f.name for f in fields(cls)}
        unknown = sorted(map(str, set(values) - known))
        if unknown:
            raise CheckpointError(sentences.settings_unknown(unknown))
        settings: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
        return cls(**settings)
