"""Lesions as objects: 3-D components of the mask, measured in mL, mm and HU, and described."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
