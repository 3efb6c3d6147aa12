"""The contrast phase, inferred from the HU of liver, aorta and spleen: no network, no header.

Limits follow Bae, Radiology 2010;256:32-61 (doi:10.1148/radiol.10090908). Unenhanced blood has 30
to 60 HU, the unenhanced liver 50 to 65, the spleen some 10 less. In the arterial phases the aorta
rises above 200 HU while the liver has gained next to nothing. In the portal-venous phase the
aorta has fallen back (100 to 190 HU) and the liver is at 90 to 130. `docs/measurements.md` shows
what the rule says of real series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.cautions import sentences
from core.cautions.aorta import aorta_hu
from core.cautions.caution import NOTE, STOP, WARN, Caution
from core.cautions.levels import Levels, liver_levels
from core.cautions.reach import Reach
from core.cautions.spine import canal_centre
from core.cautions.spleen import spleen_hu
from core.labels import LIVER_CODE
from core.series import Series

NON_CONTRAST, ARTERIAL, PORTAL_VENOUS = "non-contrast", "arterial", "portal-venous"
#: The aorta is enhanced but the liver is not: an early or late phase, or a fatty liver.
DARK_LIVER = "dark liver"
UNCLEAR = "unclear"

#: An aorta below this holds no contrast agent, HU.
ENHANCED_AORTA_HU = 75.0
#: An aorta above this, and this far above the liver, is in an arterial phase, HU.
ARTERIAL_AORTA_HU, ARTERIAL_ABOVE_LIVER_HU = 200.0, 110.0
#: A portal-venous liver without fat is above this, an unenhanced one below, HU.
PORTAL_VENOUS_LIVER_HU = 75.0
#: Where the aorta was not found: a spleen below this is not enhanced, HU.
ENHANCED_SPLEEN_HU = 70.0


@dataclass(frozen=True)
class Phase:
    """Median HU of the organs (None: not found) and the phase that they suggest."""

    name: str
    liver_hu: float | None
    aorta_hu: float | None
    spleen_hu: float | None


#: Where no organ was looked for.
NO_PHASE = Phase(UNCLEAR, None, None, None)


def measure_phase(series: Series, mask: np.ndarray, levels: Levels | None = None) -> Phase:
    """Find aorta and spleen on the liver's levels and infer the phase; `NO_PHASE` of MR.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid; lesions don't count for the
            liver's HU.
        levels: `liver_levels` of the two, where they are known already.
    """
    if not series.is_ct:
        return NO_PHASE
    # Slice by slice: a comparison of the whole volume would take half as much memory as the CT.
    parts = [hu[codes == LIVER_CODE] for hu, codes in zip(series.volume, mask, strict=True)]
    values = np.concatenate(parts)
    if not values.size:
        return NO_PHASE
    liver_hu = float(np.median(values))
    levels = levels or liver_levels(series, mask)
    canal = None if levels is None else canal_centre(levels)
    if levels is None or canal is None:
        return Phase(phase_of(liver_hu, None, None), liver_hu, None, None)
    aorta, spleen = aorta_hu(levels, canal), spleen_hu(levels, canal)
    return Phase(phase_of(liver_hu, aorta, spleen), liver_hu, aorta, spleen)


def phase_of(liver_hu: float, aorta_hu: float | None, spleen_hu: float | None) -> str:
    """The phase that three HU suggest; None where an organ was not found."""
    if aorta_hu is not None:
        if aorta_hu < ENHANCED_AORTA_HU:
            return NON_CONTRAST
        if aorta_hu > ARTERIAL_AORTA_HU and aorta_hu - liver_hu > ARTERIAL_ABOVE_LIVER_HU:
            return ARTERIAL
        return PORTAL_VENOUS if liver_hu >= PORTAL_VENOUS_LIVER_HU else DARK_LIVER
    if liver_hu >= PORTAL_VENOUS_LIVER_HU:
        return PORTAL_VENOUS
    if spleen_hu is None:
        return UNCLEAR
    return NON_CONTRAST if spleen_hu < ENHANCED_SPLEEN_HU else DARK_LIVER


def phase_cautions(phase: Phase, contrast_agent: str, reach: Reach | None = None) -> list[Caution]:
    """What to say of a phase that the models were not trained on.

    It stops unless the model's card shows that it works in that phase. A dark liver beside an
    enhanced aorta and no arterial phase is usually a fatty one in the portal-venous phase: a note.

    Args:
        contrast_agent: what the header names, or "".
        reach: of the model; by default that of a card that is silent.
    """
    severity = WARN if (reach or Reach()).has_phase(phase.name) else STOP
    liver_hu = phase.liver_hu
    if phase.name == PORTAL_VENOUS or liver_hu is None:
        return []
    has_agent = bool(contrast_agent)
    organ, hu = ("aorta", phase.aorta_hu)
    if hu is None:
        organ, hu = ("spleen", phase.spleen_hu)
    if hu is None or phase.name == UNCLEAR:
        return [Caution("other_phase", sentences.unclear_phase(liver_hu, has_agent), severity)]
    if phase.name == NON_CONTRAST:
        sentence = sentences.non_contrast(organ, hu, liver_hu, has_agent)
        return [Caution("non_contrast", sentence, severity)]
    if phase.name == ARTERIAL:
        return [Caution("other_phase", sentences.arterial(organ, hu, liver_hu), severity)]
    return [Caution("other_phase", sentences.dark_liver(organ, hu, liver_hu), NOTE)]
