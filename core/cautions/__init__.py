"""Reasons to doubt a result, each with a code, a sentence and a severity."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "caution": ["CODES", "SEVERITIES", "Caution"],
        "find": ["find_cautions"],
        "phase": ["NO_PHASE", "Phase", "measure_phase"],
        "reach": ["Reach"],
        "reasons": ["reasons_of", "settled"],
    },
)
