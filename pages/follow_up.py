"""Follow-up: last year's scan beside this one.

The person has a patient who was scanned before and asks one thing: is it growing? They want each
lesion of today found again on the earlier scan, without searching both for it: how much larger in
millimetres and millilitres, in how many days, what is new, what is gone. They want to see the pair
with their own eyes before they believe a match, and to be told where the match is unsure, where the
livers were aligned badly, and where two scans can't be compared at all: another patient, another
model, another phase, thicker slices. They know how to read a sum as in RECIST, if it says that it
is of the liver alone and not an assessment. Then they download the table.
"""

from dashboard.screens.follow_up import page
from dashboard.state import session

page.show(session.current())
