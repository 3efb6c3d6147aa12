"""Phases: one study before contrast agent and after it.

The person has a liver CT in three or four passes and a lesion that the portal-venous one alone does
not explain. They ask how it behaves: is it brighter than the liver in the arterial phase, does it
fall below it later, does it fill slowly, does it take up nothing? They want the passes side by side
on the same place of the liver although the patient breathed in between, the lesion outlined in all
of them, and its HU by phase against liver and aorta, as a curve and as numbers that they can check.
They want to see which pass the program takes for which phase, and why, and to put that right; and
to be told where the livers don't fit each other, and that the model's verdict is about one phase. A
category they give themselves.
"""

from dashboard.components import welcome
from dashboard.screens.phases import page
from dashboard.state import session
from dashboard.state.listed_series import ListedSeries

mine = session.current()
match mine.in_view:
    case None:
        page.show_empty()
    case ListedSeries() as listed:
        welcome.cannot_open(listed)
    case opened:
        page.show(mine, opened)
