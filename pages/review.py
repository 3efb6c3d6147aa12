"""Review: read the series.

The person has one CT in front of them and wants to go through it from dome to pelvis, change the
window, see where the model is worried and why, and measure. Before anything is open they want to
know what to do, and to try it without data of their own.
"""

from dashboard.components import welcome
from dashboard.screens.review import nothing_open, page
from dashboard.state import session
from dashboard.state.listed_series import ListedSeries

mine = session.current()
match mine.in_view:
    case None:
        nothing_open.show(mine)
    case ListedSeries() as listed:
        welcome.cannot_open(listed)
    case opened:
        page.show(mine, opened)
