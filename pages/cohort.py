"""Cohort: one model over everybody in the worklist.

The person is a clinician or researcher who asks of many series at once: how are the scores spread,
is there a clear middle or two heaps, does a high score go with much lesion in the liver or rest on
nothing, and how many are of each category? They leave out series with a caution and see what
changes, and click the odd point out to read its findings. They never want two models in one
distribution, and want to know n everywhere, and that these are the model's words, not the truth.
"""

from dashboard import records, session
from dashboard.cohort_page import page
from dashboard.worklist_page.page import cannot_open

mine = session.current()
store = records.store()
if store is None:
    cannot_open()
else:
    page.show(mine, store)
