"""From the studies in the store: who has read what, how far they agree, and what they say together.

readings = submitted(store, study, digest)                 # reader -> Annotation
found = study_agreement(store, study)                      # .pooled, .series
made = study_consensus(store, study, digest, "majority")
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
