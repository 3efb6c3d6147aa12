"""What was measured, in the words of the ACR's paper on incidental liver lesions.

Gore et al., "Management of Incidental Liver Lesions on CT: A White Paper of the ACR Incidental
Findings Committee", J Am Coll Radiol 2017;14:1429-1437 (doi:10.1016/j.jacr.2017.07.018), counts a
sharp margin and homogeneous low attenuation (at most 20 HU) on unenhanced or portal-venous CT
among benign features; ill-defined margins, heterogeneous density and more than 20 HU on
portal-venous CT among suspicious ones. The words describe one lesion on one series. They are no
diagnosis: the paper's algorithm asks for size, risk and earlier studies as well.
"""

from __future__ import annotations

from core.lesions.margin import NOT_ASSESSABLE

LOW_HU = 20.0
LOW, HIGHER = "<= 20 HU", "> 20 HU"
HOMOGENEOUS, HETEROGENEOUS = "homogeneous", "heterogeneous"


def attenuation_class(core_hu: float) -> str:
    return LOW if core_hu <= LOW_HU else HIGHER


def descriptors(margin: str, homogeneous: bool | None, attenuation: str) -> tuple[str, ...]:
    """Margin, homogeneity and attenuation, in this order; what can't be assessed is left out."""
    words = [] if margin == NOT_ASSESSABLE else [margin]
    if homogeneous is not None:
        words.append(HOMOGENEOUS if homogeneous else HETEROGENEOUS)
    return (*words, attenuation)
