"""Data sets as they are distributed -> the training file.

    summary = prepare(Path("Task03_Liver"), Path("liver.npz"))

One layout a file (`decathlon`, `lits`, `ircadb`, `image_folder`, `series_table`); all of them give
scans, whose slices are cut by the grid that inference uses.
"""

from core.training.prepare.layouts import LAYOUTS
from core.training.prepare.run import prepare
from core.training.prepare.settings import PrepareSettings, SliceChoice
from core.training.prepare.summary import Summary
from core.training.prepare.tables import read_subjects
from core.training.prepare.tumour_kinds import KIND_CODES, USUAL_KIND, TumourKinds, read_kinds

__all__ = [
    "KIND_CODES",
    "LAYOUTS",
    "USUAL_KIND",
    "PrepareSettings",
    "SliceChoice",
    "Summary",
    "TumourKinds",
    "prepare",
    "read_kinds",
    "read_subjects",
]
