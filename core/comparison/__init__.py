"""Two to four models on one series: results, cost, scores, and where the models differ.

comparison = compare(series, {name: partial(load_model, name) for name in names})
comparison = from_analyses(series, analyses)      # from existing analyses
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
