"""The settings of preprocessing: saved in every checkpoint, so that a model meets what it knows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from core.errors import CheckpointError


@dataclass(frozen=True)
class PreprocessingConfig:
    """How a CT slice becomes the three channels of the network.

    The three channels, each 0..1: HU clipped to `hu_range` (contrast between organs), the narrow
    `window` (contrast within the liver), and that window after noise filtering.
    """

    #: Side of the square network input, pixels.
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

    def to_dict(self) -> dict:
        """Plain JSON-able values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> PreprocessingConfig:
        """The inverse of `to_dict`.

        Raises:
            CheckpointError: a key is not a setting of this version.
        """
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise CheckpointError(
                f"preprocessing settings {unknown} are not known to this version: "
                "update LiverLens or use an older checkpoint."
            )
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
