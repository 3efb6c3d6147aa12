"""CT numbers of a portal-venous abdomen, in HU.

Enhancement follows Bae, Radiology 2010;256:32-61 (doi:10.1148/radiol.10090908): about 70 s after
injection at 120 kVp the liver gains some 50-60 HU over its unenhanced 55-60 HU, the hepatic and
portal veins stand above it, and the aorta has fallen to the level of the veins. A simple cyst is
water-like, at most 20 HU, and does not enhance (Gore et al., J Am Coll Radiol 2017;14:1429-1437,
doi:10.1016/j.jacr.2017.07.018). Unenhanced tissues follow ICRU Report 46 (1992) at 120 kVp.
"""

from __future__ import annotations

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

LIVER = 110.0
HEPATIC_VEIN = 162.0
PORTAL_VEIN = 168.0
AORTA = 160.0
VENA_CAVA = 152.0
SMALL_VESSEL = 140.0
SPLEEN = 121.0
RENAL_CORTEX = 188.0
RENAL_MEDULLA = 160.0
PANCREAS = 98.0
ADRENAL = 78.0
GALLBLADDER_BILE = 9.0
GALLBLADDER_WALL = 62.0
GUT_WALL = 88.0
GUT_FLUID = 24.0
GUT_GAS = -940.0
MYOCARDIUM = 108.0
BLOOD_POOL = 154.0
OESOPHAGUS = 58.0

CYST = (1.0, 13.0)
METASTASIS = (50.0, 67.0)
NECROSIS = (24.0, 38.0)
