"""Lesions as objects: 3-D components of the mask, measured in mL, mm and HU, and described."""

from core.lesions.burden import LiverBurden, liver_burden
from core.lesions.components import CONNECTIVITY, label_lesions
from core.lesions.lesion import Lesion
from core.lesions.measure import measure_lesions, measure_numbered
from core.lesions.numbers import lesion_numbers

__all__ = [
    "CONNECTIVITY",
    "Lesion",
    "LiverBurden",
    "label_lesions",
    "lesion_numbers",
    "liver_burden",
    "measure_lesions",
    "measure_numbered",
]
