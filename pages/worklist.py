"""Worklist: whom to look at next.

The person is a clinician with more series than time. They want the most suspicious first, those
that a model was unsure of, and those with a reason to doubt the number; to see in one row who
(under a pseudonym), when, what, how sure and how large; to open a row, read the findings and why to
doubt them, jump to the images where they are available, and tick it off. They queue a folder in the
evening and find it done in the morning, or find which series failed and why. They download the list
as a table. Tomorrow it is all still there.
"""

from dashboard.components import worklist_unusable
from dashboard.screens.worklist import page
from dashboard.services import worklist_store
from dashboard.state import session

mine = session.current()
store = worklist_store.available()
if store is None:
    worklist_unusable.show()
else:
    page.show(mine, store)
