"""How candidates are found and summed up: saved with the classifier that was trained on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from core.errors import CheckpointError

#: From candidates to the slice: see `reading.pool`.
POOLINGS = ("noisy_or", "max")


@dataclass(frozen=True)
class ClassicalSettings:
    """Settings of the classical baseline, on the network's grid.

    Raises:
        CheckpointError: a value makes no sense.
    """

    #: Side of a pixel, mm: what areas and distances are counted in.
    pixel_mm: float = 1.5
    #: Standard deviation of the Gaussian that takes the noise away, pixels.
    denoise_sigma: float = 1.0
    #: Smaller parts of the liver's outline on a slice are left out, mm².
    smallest_liver_mm2: float = 225.0
    #: A candidate's darkest pixel lies at least this far below the liver's median, HU.
    smallest_depth_hu: float = 8.0
    #: Outlines lie at this share of the way from the liver's median to the darkest pixel. That
    #: pixel of a noisy core is darker than the core's mean: this is about half of its contrast.
    outline_share: float = 0.4
    #: Distance of the thresholds that outline candidates, HU.
    level_step_hu: float = 4.0
    #: Smaller candidates are dropped, mm²: 6 pixels of 1.5 mm, a lesion of about 4 mm.
    smallest_mm2: float = 13.0
    #: Candidates with less evidence (`Candidate.evidence`) are dropped: 6 pixels 25 HU darker than
    #: the liver have about this much. Of the training lesions none has below 110.
    smallest_evidence: float = 60.0
    #: Kept on a slice, those with the most evidence first.
    most_candidates: int = 20
    #: One of `POOLINGS`.
    pooling: str = "noisy_or"

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise CheckpointError(
                f"the classical baseline's setting {problem}: train it again with "
                "`python -m core train --backbone classical_baseline`."
            )

    def _problem(self) -> str:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "pooling":
                if value not in POOLINGS:
                    return f"pooling is {value!r}, expected one of {', '.join(POOLINGS)}"
            elif isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                return f"{field.name} is {value!r}, expected a number above 0"
        return ""

    def to_dict(self) -> dict:
        """Plain JSON-able values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> ClassicalSettings:
        """The inverse of `to_dict`; a setting that `values` lacks takes its default.

        Raises:
            CheckpointError: a key is not a setting of this version, or a value makes no sense.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(map(str, set(values) - known))
        if unknown:
            raise CheckpointError(
                f"the classical baseline's settings {unknown} are not known to this version: "
                "update LiverLens or train it again."
            )
        return cls(**values)
