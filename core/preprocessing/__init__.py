"""From a Series to what the network sees, and back to the CT's own grid.

The stages, each a file: `intensity` (the scale of MR signal); `grid` (resize) and `normalise`;
`window` and `clahe` (contrast); `crop` (slice selection and cropping to the liver); `rotation`
(training only); `denoise`. `config` says which of them a model uses, `stages` shows them on a
slice.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
