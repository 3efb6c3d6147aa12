"""Review: read the series.

The person has one CT in front of them and wants to go through it from dome to pelvis, change the
window, see where the model is worried and why, and measure. Before anything is open they want to
know what to do, and to try it without data of their own.
"""

from dashboard.components import series_viewer, welcome
from dashboard.state import session

mine = session.current()
entry = mine.entry
if entry is None:
    welcome.nothing_open(mine)
elif entry.series is None:
    welcome.cannot_open(entry)
else:
    series_viewer.review(mine, entry)
