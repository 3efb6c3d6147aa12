"""CT numbers of an abdomen, in HU: what takes up contrast agent by phase, and what does not.

Enhancement follows Bae, Radiology 2010;256:32-61 (doi:10.1148/radiol.10090908): about 70 s after
injection at 120 kVp the liver gains some 50-60 HU over its unenhanced 55-60 HU, the hepatic and
portal veins stand above it, and the aorta has fallen to the level of the veins. At 35 s the aorta
is above 200 HU and the liver has hardly changed; at 180 s vessels and liver lie close together. A
simple cyst is water-like, at most 20 HU, and does not enhance (Gore et al., J Am Coll Radiol
2017;14:1429-1437, doi:10.1016/j.jacr.2017.07.018). Unenhanced tissues follow ICRU Report 46 (1992)
at 120 kVp.
"""

from __future__ import annotations

from dataclasses import dataclass

LUNG = -855.0
FAT = -104.0
VISCERAL_FAT = -101.0
SKIN = 12.0
MUSCLE = 60.0
DISC = 82.0
CARTILAGE = 98.0
CORTICAL_BONE = 560.0
VERTEBRAL_CORTEX = 430.0
RIB_MARROW = 140.0
VERTEBRAL_MARROW = 182.0
THECAL_SAC = 28.0
GALLBLADDER_BILE = 9.0
GUT_FLUID = 24.0
GUT_GAS = -940.0
OESOPHAGUS = 58.0

CYST = (1.0, 13.0)
METASTASIS = (50.0, 67.0)
NECROSIS = (24.0, 38.0)


@dataclass(frozen=True)
class Enhancement:
    """Tissues that take up contrast agent, in one phase."""

    liver: float
    hepatic_vein: float
    portal_vein: float
    aorta: float
    vena_cava: float
    small_vessel: float
    spleen: float
    renal_cortex: float
    renal_medulla: float
    pancreas: float
    adrenal: float
    gallbladder_wall: float
    gut_wall: float
    myocardium: float
    blood_pool: float


UNENHANCED = Enhancement(
    liver=56.0,
    hepatic_vein=42.0,
    portal_vein=42.0,
    aorta=42.0,
    vena_cava=42.0,
    small_vessel=42.0,
    spleen=48.0,
    renal_cortex=34.0,
    renal_medulla=32.0,
    pancreas=42.0,
    adrenal=30.0,
    gallbladder_wall=40.0,
    gut_wall=42.0,
    myocardium=46.0,
    blood_pool=42.0,
)
ARTERIAL = Enhancement(
    liver=72.0,
    hepatic_vein=55.0,
    portal_vein=118.0,
    aorta=310.0,
    vena_cava=90.0,
    small_vessel=180.0,
    spleen=140.0,
    renal_cortex=210.0,
    renal_medulla=96.0,
    pancreas=115.0,
    adrenal=92.0,
    gallbladder_wall=72.0,
    gut_wall=102.0,
    myocardium=124.0,
    blood_pool=255.0,
)
PORTAL_VENOUS = Enhancement(
    liver=110.0,
    hepatic_vein=162.0,
    portal_vein=168.0,
    aorta=160.0,
    vena_cava=152.0,
    small_vessel=140.0,
    spleen=121.0,
    renal_cortex=188.0,
    renal_medulla=160.0,
    pancreas=98.0,
    adrenal=78.0,
    gallbladder_wall=62.0,
    gut_wall=88.0,
    myocardium=108.0,
    blood_pool=154.0,
)
DELAYED = Enhancement(
    liver=92.0,
    hepatic_vein=108.0,
    portal_vein=108.0,
    aorta=110.0,
    vena_cava=108.0,
    small_vessel=100.0,
    spleen=96.0,
    renal_cortex=150.0,
    renal_medulla=156.0,
    pancreas=80.0,
    adrenal=60.0,
    gallbladder_wall=58.0,
    gut_wall=76.0,
    myocardium=90.0,
    blood_pool=108.0,
)
