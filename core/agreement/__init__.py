"""How well readers agree on which findings are lesions, on labels of slices, and on outlines.

found = series_agreement(annotations, spacing_mm=(5.0, 0.7, 0.7))     # reader -> Annotation
found.is_lesion.kappa, found.slices.percent, found.disagreements
pooled([found, other])                                                # of several series
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
