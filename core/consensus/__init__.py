"""What several readers say together: by majority, by STAPLE, or by an arbiter.

made = consensus(annotations, "staple")       # reader -> Annotation, three readers or more
made.annotation, made.uncertain, made.decisions
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
