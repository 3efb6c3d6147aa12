"""Cohort: one model over everybody in the worklist.

The person is a clinician or researcher who asks of many series at once: how are the scores spread,
is there a clear middle or are there two groups, does a high score come with much lesion in the
liver or rest on nothing, and how many are of each category? They leave out series with a caution
and see what changes, and click an outlier to read its findings. They never want two models in one
distribution, and want to know n everywhere, and that these are the model's words, not the truth.
"""

from dashboard.components import worklist_unusable
from dashboard.screens.cohort import page
from dashboard.services import worklist_store
from dashboard.state import session

mine = session.current()
store = worklist_store.available()
if store is None:
    worklist_unusable.show()
else:
    page.show(mine, store)
