"""Laboratory values beside the image: read, converted by their units, and put into scores.

Nothing here changes what a model says. A value without a unit or a date is refused, not guessed.
"""

from core.laboratory.child_pugh import ChildPugh
from core.laboratory.files import read_laboratory
from core.laboratory.lab_tests import TESTS, LabTest, find_test
from core.laboratory.scores import Score, scores
from core.laboratory.shown import Shown
from core.laboratory.values import Laboratory, LabValue

__all__ = [
    "TESTS",
    "ChildPugh",
    "LabTest",
    "LabValue",
    "Laboratory",
    "Score",
    "Shown",
    "find_test",
    "read_laboratory",
    "scores",
]
