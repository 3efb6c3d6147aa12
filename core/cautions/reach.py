"""For which series a model is assessable, as its card says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.vocabulary.forms import finite

#: What `phase.measure_phase` finds -> the word for it in training files and on cards.
PHASE_ON_CARDS = {
    "portal-venous": "portal",
    "non-contrast": "noncontrast",
    "arterial": "arterial",
}
#: The phase of the training data; a card that is silent was made of it.
USUAL_PHASES = ("portal",)


@dataclass(frozen=True)
class Reach:
    """What a model was measured at; None where its card doesn't say."""

    #: In the words of training files.
    phases: tuple[str, ...] = USUAL_PHASES
    #: The largest noise in the liver, HU, on pixels of `noise_pixel_mm`.
    noise_hu: float | None = None
    noise_pixel_mm: float = 1.5
    #: The thinnest and the thickest slices, mm.
    thickness_mm: tuple[float, float] | None = None
    #: Names of the reconstruction kernels, as headers write them.
    kernels: tuple[str, ...] | None = None

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> Reach:
        """The sections `assessable_phases` and `reach` of a model card, which may lack both.

        What a hand-written card says nonsense of counts as not measured.
        """
        phases = card.get("assessable_phases")
        section = _table(card.get("reach"))
        noise, thickness = _table(section.get("noise")), _table(section.get("thickness"))
        least, most = finite(thickness.get("least_mm")), finite(thickness.get("most_mm"))
        kernels = _table(section.get("kernels")).get("names")
        return cls(
            phases=tuple(map(str, phases)) if isinstance(phases, list) else USUAL_PHASES,
            noise_hu=finite(noise.get("limit_hu")),
            noise_pixel_mm=finite(noise.get("pixel_mm")) or cls.noise_pixel_mm,
            thickness_mm=None if least is None or most is None else (least, most),
            kernels=tuple(map(str, kernels)) if isinstance(kernels, list) and kernels else None,
        )

    def has_phase(self, measured: str) -> bool:
        """Whether a phase of `phase.measure_phase` is one of those on the card."""
        return PHASE_ON_CARDS.get(measured) in self.phases


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
