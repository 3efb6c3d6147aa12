"""Numbers of one lesion's enhancement: HU against the liver, and washout. Numbers, no category.

The relative and the absolute percentage of washout are those of adrenal CT (Korobkin et al., AJR
1998;170:747-752, and Caoili et al., Radiology 2002;222:629-633), with the arterial phase as the
enhanced one. Their limits for adrenal glands say nothing about the liver, so none is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.study.enhancement import Level
from core.vocabulary.contrast import ARTERIAL, DELAYED, NON_CONTRAST, PORTAL

#: Below this enhancement the absolute washout is a quotient of noise, HU.
LEAST_ENHANCEMENT_HU = 10.0


@dataclass(frozen=True)
class Numbers:
    """Of one lesion; None where a phase that it needs is missing or not known."""

    #: Lesion less liver in the arterial phase, HU: above 0 where it is brighter.
    arterial_contrast_hu: float | None
    #: Arterial less unenhanced, HU.
    arterial_enhancement_hu: float | None
    #: Phase (portal, delayed) -> how much the contrast to the liver fell since the arterial phase,
    #: HU: (lesion - liver) arterial less (lesion - liver) then.
    contrast_fall_hu: Mapping[str, float]
    #: Phase -> 100 (A - L) / A: A the lesion's arterial HU, L its HU then.
    relative_washout_percent: Mapping[str, float]
    #: Phase -> 100 (A - L) / (A - U), U its unenhanced HU; only from `LEAST_ENHANCEMENT_HU` of
    #: enhancement on.
    absolute_washout_percent: Mapping[str, float]


def numbers_of(lesion: Mapping[str, Level], liver: Mapping[str, Level]) -> Numbers:
    """From levels by phase; a phase that is not there has no key."""
    contrast = {
        phase: level.hu - liver[phase].hu for phase, level in lesion.items() if phase in liver
    }
    hu = {phase: level.hu for phase, level in lesion.items()}
    arterial, plain = hu.get(ARTERIAL), hu.get(NON_CONTRAST)
    later = {phase: hu[phase] for phase in (PORTAL, DELAYED) if phase in hu}
    enhancement = None if arterial is None or plain is None else arterial - plain
    relative: dict[str, float] = {}
    absolute: dict[str, float] = {}
    if arterial is not None:
        if arterial > 0:
            relative = {p: 100 * (arterial - value) / arterial for p, value in later.items()}
        if enhancement is not None and enhancement >= LEAST_ENHANCEMENT_HU:
            absolute = {p: 100 * (arterial - value) / enhancement for p, value in later.items()}
    return Numbers(
        contrast.get(ARTERIAL),
        enhancement,
        {
            phase: contrast[ARTERIAL] - contrast[phase]
            for phase in (PORTAL, DELAYED)
            if ARTERIAL in contrast and phase in contrast
        },
        relative,
        absolute,
    )
