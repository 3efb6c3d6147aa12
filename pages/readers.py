"""Readers: several people read the same series, each for themselves.

Three people come here. Who runs a study wants to set it up in a minute (which series, what is
asked, blind or not), to see who has read what, how far the readers agree, and to get one outline
out of several. A reader wants to know which series is next, to open it, and to hand it in; while
they read blind they want to be sure that nothing gives the others or the model away. An arbiter
wants the places on which readers differ, one click away each, and to decide. In the end the one who
trains models wants the command that turns all this into a better one.
"""

from dashboard.components import worklist_unusable
from dashboard.screens.readers import page
from dashboard.services import worklist_store
from dashboard.state import session

mine = session.current()
store = worklist_store.available()
if store is None:
    worklist_unusable.show()
else:
    page.show(mine, store)
