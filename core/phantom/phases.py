"""Four passes over one phantom patient: what each shows, when it was made, where the liver lay."""

from __future__ import annotations

from dataclasses import dataclass

from core.phantom import attenuation as hu
from core.phantom.lesions import CYST_KIND, HYPOVASCULAR_KIND, PROGRESSIVE_KIND, WASHOUT_KIND
from core.vocabulary.contrast import ARTERIAL, DELAYED, NON_CONTRAST, PORTAL

#: Kind of lesion -> longest axis, mm, in the order in which they are placed.
DIAMETERS_MM = {
    WASHOUT_KIND: 32.0,
    PROGRESSIVE_KIND: 28.0,
    CYST_KIND: 26.0,
    HYPOVASCULAR_KIND: 24.0,
}
BOLUS_START = "120000"


@dataclass(frozen=True)
class Pass:
    """One series of the study."""

    #: As in `core.vocabulary.contrast`.
    phase: str
    description: str
    #: After midnight in the form HHMMSS.
    time: str
    enhanced: hu.Enhancement
    #: Kind of lesion -> HU.
    lesions: dict[str, float]
    #: Where the grid of voxels begins, compared with the portal-venous series, mm (x, y, z). The
    #: header says so: nothing moves in the patient's frame.
    offset_mm: tuple[float, float, float]
    #: How far breathing moved the body, LPS mm. No header says so.
    breath_mm: tuple[float, float, float]

    @property
    def has_agent(self) -> bool:
        return self.phase != NON_CONTRAST


def _lesions(washout: float, progressive: float, hypovascular: float) -> dict[str, float]:
    return {
        WASHOUT_KIND: washout,
        PROGRESSIVE_KIND: progressive,
        CYST_KIND: 8.0,
        HYPOVASCULAR_KIND: hypovascular,
    }


#: In the order of time: before the contrast agent, and 35, 70 and 180 s after it began to flow.
PASSES = (
    Pass(
        NON_CONTRAST,
        "Abdomen unenhanced (synthetic)",
        "115800",
        hu.UNENHANCED,
        _lesions(48.0, 42.0, 44.0),
        (3.0, -2.0, 1.5),
        (1.0, -2.0, -8.0),
    ),
    Pass(
        ARTERIAL,
        "Abdomen arterial (synthetic)",
        "120035",
        hu.ARTERIAL,
        _lesions(132.0, 60.0, 56.0),
        (-2.0, 1.0, -1.0),
        (-1.0, 1.5, 5.0),
    ),
    Pass(
        PORTAL,
        "Abdomen portal venous (synthetic)",
        "120110",
        hu.PORTAL_VENOUS,
        _lesions(86.0, 84.0, 64.0),
        (0.0, 0.0, 0.0),
        (0.0, 0.0, 0.0),
    ),
    Pass(
        DELAYED,
        "Abdomen delayed (synthetic)",
        "120300",
        hu.DELAYED,
        _lesions(66.0, 98.0, 68.0),
        (0.0, 4.0, 2.0),
        (0.5, -1.0, -11.0),
    ),
)
