"""What follows from a reader's outlines: measurements and what is said of the patient.

start = from_analysis(analysis)                 # the model's outlines, to be corrected
better = corrected(analysis, annotation)        # analysis stays the model's own
lesions = measured(series, annotation)          # of a series that no model has seen
"""

from core.correction.corrected import corrected
from core.correction.measured import measured
from core.correction.own import own_burden, own_values, own_words
from core.correction.starting import from_analysis

__all__ = ["corrected", "from_analysis", "measured", "own_burden", "own_values", "own_words"]
