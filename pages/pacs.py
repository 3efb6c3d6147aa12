"""PACS: find a patient's CT in the hospital's archive and open it, or queue many.

The person is a clinician who knows a number, a name or a date, and would not download a series by
hand. They want the right study in seconds, the series that a liver model should read chosen for
them with the reason, and to choose otherwise. They queue ten studies before the round and see how
far each is. When the archive is down or sends half, they want to know that, and that nothing
half-finished is left. Where the operator lists no archive, the page says how to.
"""

from dashboard.screens.pacs import page
from dashboard.state import session

page.show(session.current())
