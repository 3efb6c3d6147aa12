"""How candidates are found and pooled; saved with the classifier that was trained on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from core.classical import sentences
from core.errors import CheckpointError
from core.sentence import Sentence

#: How a slice's probabilities follow from its candidates': see `reading.pool`.
POOLINGS = ("noisy_or", "max")


@dataclass(frozen=True)
class ClassicalSettings:
    """Settings of the classical baseline, on the network's grid.

    Raises:
        CheckpointError: a value makes no sense.
    """

    #: Side of a pixel, mm.
    pixel_mm: float = 1.5
    #: Standard deviation of the denoising Gaussian, pixels.
    denoise_sigma: float = 1.0
    #: Parts of the liver's outline on a slice that are smaller than this are dropped, mm².
    smallest_liver_mm2: float = 225.0
    #: A candidate's darkest pixel lies at least this far below the liver's median, HU.
    smallest_depth_hu: float = 8.0
    #: A candidate's outline lies this share of the way from the liver's median to the darkest
    #: pixel. The darkest pixel of a noisy core lies below the core's mean, so this is about half
    #: of the contrast.
    outline_share: float = 0.4
    #: Step between the thresholds that outline candidates, HU.
    level_step_hu: float = 4.0
    #: Smaller candidates are dropped, mm²: 6 pixels of 1.5 mm, a lesion of about 4 mm.
    smallest_mm2: float = 13.0
    #: Candidates with less evidence (`Candidate.evidence`) are dropped: 6 pixels 25 HU darker than
    #: the liver have about this much. No training lesion has less than 110.
    smallest_evidence: float = 60.0
    #: Kept per slice, strongest evidence first.
    most_candidates: int = 20
    #: One of `POOLINGS`.
    pooling: str = "noisy_or"

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem is not None:
            raise CheckpointError(problem)

    def _problem(self) -> Sentence | None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "pooling":
                if value not in POOLINGS:
                    return sentences.unknown_pooling(value, POOLINGS)
            elif isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                return sentences.setting_not_positive(field.name, value)
        return None

    def to_dict(self) -> dict:
        """Plain values that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> ClassicalSettings:
        """The inverse of `to_dict`; a setting missing from `values` takes its default.

        Raises:
            CheckpointError: a key is not a setting of this version, or a value makes no sense.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(map(str, set(values) - known))
        if unknown:
            raise CheckpointError(sentences.unknown_settings(unknown))
        return cls(**values)
