"""Lesions as objects: 3-D components of the mask, measured in mL, mm and HU, and described."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "burden": ["LiverBurden", "liver_burden"],
        "components": ["CONNECTIVITY", "label_lesions"],
        "lesion": ["Lesion"],
        "measure": ["measure_lesions", "measure_numbered"],
        "numbers": ["lesion_numbers"],
    },
)
