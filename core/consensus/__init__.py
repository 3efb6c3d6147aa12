"""What several readers say together: by majority, by STAPLE, or by an arbiter.

made = consensus(annotations, "staple")       # reader -> Annotation, three readers or more
made.annotation, made.uncertain, made.decisions
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "build": ["consensus"],
        "decision": ["ARBITER", "MAJORITY", "METHODS", "STAPLE", "Consensus", "Decision"],
        "estimate": ["FEWEST_READERS", "Staple", "staple"],
    },
)
