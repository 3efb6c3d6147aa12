"""From a network's probabilities to outlined lesions: the two limits that a model card sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from core.errors import CheckpointError
from core.models import sentences


@dataclass(frozen=True)
class OutlineRule:
    """Hysteresis (Canny, IEEE TPAMI 1986): a low limit for the voxels, a higher one for a lesion.

    The low limit lets a lesion reach its faint edge; the high one drops what no voxel is sure of.
    Both are chosen on validation subjects (`core.training.outline_choice`).

    Raises:
        ValueError: a limit is out of its range: the share between 0 and 1, the certainty from 0 to
            1.
    """

    #: A voxel of the liver belongs to a lesion if p(lesion) / p(liver or lesion) is above this.
    lesion_share: float = 0.5
    #: A lesion is kept only if p(lesion) reaches this in one of its voxels.
    certainty: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.lesion_share < 1 and 0 <= self.certainty <= 1):
            raise ValueError(f"not limits of an outline: {self}")

    @classmethod
    def from_card(cls, card: Mapping) -> OutlineRule:
        """What the section "outline" of a model card says; the usual limits without one.

        Raises:
            CheckpointError: the section can't be read.
        """
        section = card.get("outline")
        if section is None:
            return cls()
        try:
            return cls(float(section["lesion_share"]), float(section["certainty"]))
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(sentences.outline_unreadable(str(card.get("name")))) from error

    def to_dict(self) -> dict[str, float]:
        return asdict(self)
